package io.github.waitgroup;

import static java.util.Objects.requireNonNull;

import io.github.waitgroup.DrainReport.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task of a group that has a limit. It has no thread before its turn comes. */
final class QueuedMember extends Member {

    /**
     * Stands for the thread of a task that has none. That of the caller would not do: its task may have been started by
     * another one, and so on, and the last of them would hold all.
     */
    private static final Thread NONE = TaskThreads.platform("none", () -> {});

    private final String threadName;

    /** Null until the turn has come. */
    private volatile @Nullable Thread own;

    /** Written under the lock of the turns. */
    private volatile boolean waiting = true;

    /** The task that waits behind this one. Belongs to the turns. */
    @Nullable
    QueuedMember behind;

    QueuedMember(String name, ThrowingRunnable<?> body, Epoch epoch, String threadName) {
        super(name, body, epoch, NONE);
        this.threadName = threadName;
    }

    /** Records that the turn of the task has come. */
    void hasTurn() {
        waiting = false;
    }

    /** Starts the task in a thread of its own. If that throws, the task has not begun and does not begin any more. */
    void begin(TaskThreads.Factory threads) {
        try {
            Thread thread = unstarted(threads, threadName);
            own = thread;
            thread.start();
        } catch (Throwable notStarted) {
            if (begins()) {
                throw notStarted;
            } // else a carrier has taken it all the same: it runs
        }
    }

    @Override
    public void run() {
        if (begins()) {
            try {
                execute();
            } finally {
                requireNonNull(epoch().group().turns()).release();
            }
        }
    }

    @Override
    boolean isWaiting() {
        return waiting;
    }

    @Override
    Thread thread() {
        Thread thread = own;
        return thread != null ? thread : NONE;
    }

    @Override
    boolean owns(Thread candidate) {
        return own == candidate;
    }

    /** Interrupts the task, unless it has no thread: then it is interrupted when it begins. */
    @Override
    boolean interrupt(Epoch stopping) {
        Thread thread = own;
        if (thread == null || !claimInterrupt(stopping)) {
            return false;
        }
        thread.interrupt();
        return true;
    }

    @Override
    String threadName() {
        Thread thread = own;
        return thread == null ? "" : thread.getName();
    }

    @Override
    boolean isInterrupted() {
        Thread thread = own;
        return thread != null && thread.isInterrupted();
    }

    @Override
    List<StackTraceElement> stack() {
        Thread thread = own;
        return thread == null ? List.of() : List.of(thread.getStackTrace());
    }

    @Override
    Place placeWithoutStack() {
        Thread thread = own;
        return thread != null && thread.getState() == Thread.State.TERMINATED ? Place.ENDED : Place.NOT_BEGUN;
    }
}
