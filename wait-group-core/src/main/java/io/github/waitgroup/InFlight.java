package io.github.waitgroup;

import org.jspecify.annotations.Nullable;

/**
 * The task that the current thread is in flight with, for work that goes on in another thread.
 *
 * <p>Groups of one {@link GroupSet} accept tasks from each other's tasks while they stop. A thread that runs a task, or
 * a part of a {@link Membership}, is known by itself. Work that hops to a thread of others is not, such as a reactive
 * chain or a stage of a {@code CompletableFuture}. It takes this along:
 *
 * <pre>{@code
 * InFlight inFlight = InFlight.current();
 * pool.execute(() -> {
 *     try (InFlight.Scope scope = InFlight.enter(inFlight)) {
 *         mailGroup.start("receipt", () -> mailer.send(order)); // accepted while the task is active
 *     }
 * });
 * }</pre>
 *
 * <p>Any number of threads may have entered at the same time. A task that is not active any more counts for nothing.
 * Nothing is listed, awaited or interrupted because of it; for that, {@linkplain Group#enrol enrol} the work.
 *
 * <p>It concerns only groups of a {@link GroupSet}. Instances are safe for use by many threads.
 *
 * <p>Origin: none in Go, where a {@code WaitGroup} is handed on by hand. The neighbour is the {@code ContextSnapshot}
 * of Micrometer's context propagation, which carries this as one of its values.
 */
public final class InFlight {

    private final Origin origin;

    /** What the thread carried when this was read in it. */
    private final @Nullable Carried carried;

    private InFlight(Origin origin, @Nullable Carried carried) {
        this.origin = origin;
        this.carried = carried;
    }

    /**
     * The innermost active task that the current thread runs, of a group that belongs to a {@link GroupSet}; or else
     * the task that it has entered.
     *
     * @return the task; null if this thread is in flight with none
     */
    public static @Nullable InFlight current() {
        Carried carried = Carried.innermost();
        for (Frame frame = Frame.innermost(); frame != null; frame = frame.outer()) {
            if (frame.guest.groupSet() != null && !frame.guest.hasLeft()) {
                return new InFlight(frame.guest.asOrigin(), carried);
            }
        }
        Member own = Member.of(Thread.currentThread());
        if (own != null && own.groupSet() != null) {
            return new InFlight(own.asOrigin(), carried);
        }
        return carried == null || carried.origin.hasEnded() ? null : new InFlight(carried.origin, carried);
    }

    /**
     * Whether the task is still active.
     *
     * @return false if it has ended: then it counts for nothing
     */
    public boolean isActive() {
        return !origin.hasEnded();
    }

    /**
     * Makes the current thread count as in flight with a task, while that is active and until the scope is closed.
     *
     * @param inFlight what {@link #current()} has returned in another thread; null changes nothing
     * @return the scope, which must be closed in this thread
     */
    public static Scope enter(@Nullable InFlight inFlight) {
        return new Scope(inFlight == null ? null : Carried.push(inFlight.origin));
    }

    /**
     * Makes the current thread count as in flight with a task until {@link #restore}, in place of what it has entered
     * before. It is for libraries that carry values from thread to thread and save and restore them by themselves;
     * others {@link #enter}.
     *
     * @param inFlight what {@link #current()} has returned in another thread; null for no task
     */
    public static void carry(@Nullable InFlight inFlight) {
        if (inFlight == null) {
            Carried.put(null);
        } else {
            Carried.replace(inFlight.origin);
        }
    }

    /**
     * Restores what the current thread had entered or carried before {@link #carry}.
     *
     * @param previous what {@link #current()} returned in this thread before
     */
    public static void restore(@Nullable InFlight previous) {
        Carried.put(previous == null ? null : previous.carried);
    }

    @Override
    public String toString() {
        return "InFlight[" + origin + "]";
    }

    /** The time in which a thread has entered a task. */
    public static final class Scope implements AutoCloseable {

        private final Thread thread = Thread.currentThread();

        private @Nullable Carried carried;

        private Scope(@Nullable Carried carried) {
            this.carried = carried;
        }

        /**
         * Ends the scope, also if others within it have not ended. Does nothing if it has ended, or in a thread that
         * has not entered it.
         */
        @Override
        public void close() {
            Carried entered = carried;
            if (entered != null && thread == Thread.currentThread()) {
                carried = null;
                entered.end();
            }
        }
    }
}
