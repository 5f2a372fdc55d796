package io.github.waitgroup;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What belongs to one run of a group, from its start to its stop. */
final class Run {

    private final StopChannel stop = new StopChannel();
    private final int number;

    private volatile boolean interrupting;
    private volatile int activeAtStop;
    private volatile long stoppedNanos;
    private volatile @Nullable Instant stoppedAt;

    private Run(int number) {
        this.number = number;
    }

    static Run first() {
        return new Run(1);
    }

    Run next() {
        return new Run(number + 1);
    }

    StopChannel stopChannel() {
        return stop;
    }

    /** Notes that the stop of this run begins now. */
    void stopsNow() {
        stoppedNanos = System.nanoTime();
        stoppedAt = Instant.now();
    }

    void activeAtStop(int active) {
        activeAtStop = active;
    }

    int activeAtStop() {
        return activeAtStop;
    }

    long stoppedNanos() {
        return stoppedNanos;
    }

    /** When the stop began; null if it has not. */
    @Nullable
    Instant stoppedAt() {
        return stoppedAt;
    }

    /** Notes that active tasks are being interrupted, so that those which start from now on are as well. */
    void interrupting() {
        interrupting = true;
    }

    boolean isInterrupting() {
        return interrupting;
    }

    /** Whether the stop of this run concerns a task that was accepted in {@code other}: not if that began after a restart. */
    boolean concerns(Run other) {
        return other.number <= number;
    }
}
