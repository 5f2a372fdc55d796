package io.github.waitgroup.spring.shutdown;

import java.util.Locale;

/** What happens in a shutdown, in the order in which it may happen. */
public enum ShutdownEvent {
    /** The application begins to close. The clock of the budget starts. */
    CLOSE,
    /** A group with {@code early-signal} has got its stop signal. */
    SIGNAL,
    /** Requests are served until the delay is over. */
    DELAY,
    /** From now on new requests are refused with 503. */
    REFUSE,
    /** Long-running requests get their stop signals, one after the other. */
    END_STREAMS,
    /** Long-running requests have not ended in time, and are given up. */
    GIVE_UP_STREAMS,
    /** A group begins to drain: its stop channel is closed, and outsiders are refused. */
    DRAIN,
    /** Tasks of a group are still active. */
    PROGRESS,
    /** Half of the time of a group is gone. */
    HALF_TIME,
    /** A task that waits for the shutdown itself is not waited for. */
    LEFT_OUT,
    /** What is active in a group is interrupted: its time is nearly up. */
    INTERRUPT,
    /** The delay, or the wait for a group, is cut short by an interrupt of the thread that waits. */
    CUT_SHORT,
    /** All tasks of a group have ended. */
    DRAINED,
    /** The time of a group is up and tasks are active. */
    TIMED_OUT;

    /** As it is written in logs and in the endpoint: {@code half-time}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
