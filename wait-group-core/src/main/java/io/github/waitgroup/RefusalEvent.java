package io.github.waitgroup;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A refusal, as the Flight Recorder has it. */
@Name("io.github.waitgroup.TaskRefusal")
@Label("Task Refusal")
@Category("Wait Group")
@Description("A group that is stopping or stopped has refused a task, which the event's thread has offered")
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class RefusalEvent extends Event {

    private static final RefusalEvent ANY = new RefusalEvent("", "");

    @Label("Group")
    private final String group;

    @Label("Task")
    private final String task;

    RefusalEvent(String group, String task) {
        this.group = group;
        this.task = task;
    }

    static boolean isRecorded() {
        return ANY.isEnabled();
    }
}
