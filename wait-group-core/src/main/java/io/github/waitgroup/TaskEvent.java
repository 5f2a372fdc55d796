package io.github.waitgroup;

import io.github.waitgroup.TaskEnd.Outcome;
import java.util.Locale;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A task from its begin to its end, as the Flight Recorder has it. */
@Name("io.github.waitgroup.Task")
@Label("Task")
@Category("Wait Group")
@Description("A task of a group, from its begin to its end")
@StackTrace(false)
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class TaskEvent extends Event implements TaskRecord {

    private static final TaskEvent ANY = new TaskEvent();

    @Label("Group")
    private @Nullable String group;

    @Label("Task")
    private @Nullable String task;

    @Label("Task Id")
    @Description("Distinguishes the task from others of its group")
    private long taskId;

    @Label("Outcome")
    private @Nullable String outcome;

    @Label("Age")
    @Description("Time since the group has accepted the task; more than the duration if the task has waited for its"
            + " turn, or has begun before the recording")
    @Timespan(Timespan.NANOSECONDS)
    private long age;

    static boolean isRecorded() {
        return ANY.isEnabled();
    }

    @Override
    public void complete(Member member, Outcome end) {
        end();
        if (!shouldCommit()) {
            return;
        }
        group = member.epoch().group().name();
        task = member.name();
        taskId = member.id;
        outcome = end.name().toLowerCase(Locale.ROOT);
        age = member.age().toNanos();
        commit();
    }
}
