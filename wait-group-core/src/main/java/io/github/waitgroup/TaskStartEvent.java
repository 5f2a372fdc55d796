package io.github.waitgroup;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** The acceptance of a task, as the Flight Recorder has it. */
@Name("io.github.waitgroup.TaskStart")
@Label("Task Start")
@Category("Wait Group")
@Description("A group has accepted a task, which the event's thread has started")
@Enabled(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class TaskStartEvent extends Event {

    private static final TaskStartEvent ANY = new TaskStartEvent();

    @Label("Group")
    private final String group;

    @Label("Task")
    private final String task;

    @Label("Task Id")
    @Description("Distinguishes the task from others of its group")
    private final long taskId;

    private TaskStartEvent() {
        group = "";
        task = "";
        taskId = 0;
    }

    TaskStartEvent(Member member) {
        group = member.epoch().group().name();
        task = member.name();
        taskId = member.id;
    }

    static boolean isRecorded() {
        return ANY.isEnabled();
    }
}
