package io.github.waitgroup;

import io.github.waitgroup.TaskEnd.Outcome;
import org.jspecify.annotations.Nullable;

/** The events of tasks for the JDK's Flight Recorder, where the JVM has it. */
final class FlightRecords {

    /*
     * The classes of the events need the module jdk.jfr, which a JVM may lack. They are loaded when they are first
     * used, so never where it is absent. While nothing is recorded, each of these methods reads one field.
     *
     * What cannot be recorded, for want of memory or stack, is not: the task comes first.
     */

    private static final boolean IS_RECORDER_THERE =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    /** The group whose tasks are not recorded, while there is one. */
    private static volatile @Nullable Group leftOut;

    private FlightRecords() {}

    /** Leaves the tasks of this group out, and no others; null leaves out none. */
    static void leaveOut(@Nullable Group group) {
        leftOut = group;
    }

    private static boolean includes(Member member) {
        return member.epoch().group() != leftOut;
    }

    /** Records that a task was accepted, in the thread that has started it. */
    static void started(Member member) {
        if (IS_RECORDER_THERE && TaskStartEvent.isRecorded() && includes(member)) {
            try {
                new TaskStartEvent(member).commit();
            } catch (Throwable noRoom) {
                // not recorded
            }
        }
    }

    /** The record of a task that begins; null if tasks are not recorded. */
    static @Nullable TaskRecord begin() {
        if (IS_RECORDER_THERE && TaskEvent.isRecorded()) {
            try {
                TaskEvent event = new TaskEvent();
                event.begin();
                return event;
            } catch (Throwable noRoom) {
                return null;
            }
        }
        return null;
    }

    /**
     * Records that a task has ended.
     *
     * @param begun what {@link #begin} has returned; null if tasks were not recorded then
     */
    static void ended(Member member, Outcome outcome, @Nullable TaskRecord begun) {
        if (IS_RECORDER_THERE && TaskEvent.isRecorded() && includes(member)) {
            try {
                TaskRecord record = begun == null ? new TaskEvent() : begun;
                record.complete(member, outcome);
            } catch (Throwable noRoom) {
                // not recorded
            }
        }
    }

    /** Records that a task was refused, in the thread that has offered it. */
    static void refused(String group, String taskName) {
        if (IS_RECORDER_THERE && RefusalEvent.isRecorded()) {
            try {
                new RefusalEvent(group, taskName).commit();
            } catch (Throwable noRoom) {
                // not recorded
            }
        }
    }

    /** Records the end of a stop. */
    static void drained(DrainReport report) {
        if (IS_RECORDER_THERE && DrainEvent.isRecorded()) {
            try {
                new DrainEvent(report).commit();
            } catch (Throwable noRoom) {
                // not recorded
            }
        }
    }
}
