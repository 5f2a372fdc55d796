package io.github.waitgroup.spring.shutdown;

import java.util.Locale;
import org.slf4j.event.Level;

/** A kind of event in a shutdown. The constants stand in the order in which the events may happen. */
public enum ShutdownEvent {
    /** The application begins to close. The clock of the budget starts. */
    CLOSE(Level.INFO),
    /** A group with {@code early-signal} has got its stop signal. */
    SIGNAL(Level.INFO),
    /** Requests are served until the delay is over. */
    DELAY(Level.INFO),
    /** A source takes no more work. */
    STOP_TAKING(Level.INFO),
    /** A source has failed to stop, and may take more work. */
    KEEPS_TAKING(Level.WARN),
    /** From now on new requests are refused with 503. */
    REFUSE(Level.INFO),
    /** Long-running requests get their stop signals, one after the other. */
    END_STREAMS(Level.INFO),
    /** Long-running requests have not ended in time, and are given up. */
    GIVE_UP_STREAMS(Level.WARN),
    /** A group begins to drain: its stop channel is closed, and tasks from outside are refused. */
    DRAIN(Level.INFO),
    /** A group in which tasks are active has less than its time, because earlier phases took it. */
    SHORT_OF_TIME(Level.WARN),
    /** Tasks of a group are still active. */
    PROGRESS(Level.INFO),
    /** Half of the time of a group is gone. */
    HALF_TIME(Level.WARN),
    /** A group does not wait for a task, because the task itself waits for the shutdown. */
    LEFT_OUT(Level.WARN),
    /** The active tasks of a group are interrupted: its time is nearly up. */
    INTERRUPT(Level.WARN),
    /** The wait for a group, or the delay, is cut short: the thread that waits was interrupted. */
    CUT_SHORT(Level.WARN),
    /** The time of a group is up, and tasks of several groups still start tasks in each other. */
    STILL_STARTING(Level.WARN),
    /** All tasks of a group have ended. */
    DRAINED(Level.INFO),
    /** The time of a group is up, and tasks are still active. */
    TIMED_OUT(Level.WARN),
    /** A group has had its time, and a listener or the log blocks its drain: the shutdown goes on without it. */
    GIVE_UP(Level.WARN),
    /** The time of a lifecycle phase is up, and beans of it still run: the shutdown goes on without them. */
    STILL_RUNNING(Level.WARN),
    /** The grace period is nearly over, and the process is still alive. */
    OVERDUE(Level.WARN),
    /** The shutdown has ended: its record. */
    CLOSED(Level.INFO);

    private final Level level;

    ShutdownEvent(Level level) {
        this.level = level;
    }

    /** The level at which events of this kind are logged. */
    Level level() {
        return level;
    }

    /** The name in logs and in the endpoint, for example {@code half-time}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
