package io.github.waitgroup;

import static java.util.Objects.requireNonNull;

import io.github.waitgroup.TaskEnd.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The place of a piece of work among the tasks of a {@link Group}, where no thread of the group runs it.
 *
 * <p>While {@link #run} or {@link #call} executes a part of it, the group shows its stack, may interrupt it, and
 * accepts the tasks that it starts as follow-up work. Between parts there is no stack and nothing to interrupt; the
 * work is still awaited.
 *
 * <p>If the stack has no room left, each method throws a {@link StackOverflowError} before anything changes, and can be
 * called again.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class Membership implements AutoCloseable {

    private final Guest guest;

    Membership(Guest guest) {
        this.guest = guest;
    }

    /**
     * Executes a part of the work in the current thread. Several parts follow each other. Of those that run at the same
     * time, the group shows and interrupts the first.
     *
     * <p>If a stop of the group interrupts the part, and the part takes no notice, the interrupt flag of the thread
     * stays set afterwards: nothing distinguishes it from an interrupt by the owner of the thread. A part within which
     * another one runs is interrupted again when that has ended, as the inner one may have taken the interrupt. A stop
     * that finds the work in no thread interrupts the next part when that begins.
     *
     * @param <X> the type of what the part throws
     * @param part the part; the caller gets what it throws
     * @throws X if the part throws it
     * @throws IllegalStateException if the membership has ended
     */
    public <X extends Throwable> void run(ThrowingRunnable<X> part) throws X {
        requireNonNull(part, "part");
        Frame frame = begin();
        try {
            part.run();
        } finally {
            guest.go(frame);
        }
    }

    /**
     * Executes a part of the work that returns a value, as {@link #run} does.
     *
     * @param <T> the type of the value
     * @param <X> the type of what the part throws
     * @param part the part; the caller gets what it returns or throws
     * @return the value
     * @throws X if the part throws it
     * @throws IllegalStateException if the membership has ended
     */
    public <T extends @Nullable Object, X extends Throwable> T call(ThrowingCallable<T, X> part) throws X {
        requireNonNull(part, "part");
        Frame frame = begin();
        try {
            return part.call();
        } finally {
            guest.go(frame);
        }
    }

    /**
     * Begins a part of the work in the current thread, where it has no body that {@link #run} could execute. In all
     * else it is a part as with {@link #run}.
     *
     * @return the part, which must be closed
     * @throws IllegalStateException if the membership has ended
     */
    public Part enter() {
        return new Part(guest, begin());
    }

    /**
     * Ends the membership when nobody refers to its owner any more, for owners that may forget to end it. It counts as
     * failed and {@linkplain Anomalies#leaked() leaked}, and the {@link FailureHandler} gets a {@link
     * LostMembershipException}, in a thread of the library. That is noticed by a garbage collection, so it may take any
     * time. Called again, it replaces the owner; after the end of the membership, it does nothing.
     *
     * <p>Nothing that the membership refers to may refer to the owner. An owner that ends the membership in its last
     * method keeps itself reachable until then, with {@link java.lang.ref.Reference#reachabilityFence}.
     *
     * @param owner the object that is expected to end the membership
     * @throws OutOfMemoryError if there is no thread that could notice it; the owner is not watched then, and the
     *     membership is as it was
     */
    public void endWithOwner(Object owner) {
        requireNonNull(owner, "owner");
        Stack.ensureRoom();
        if (!guest.hasLeft()) {
            LostOwners.watch(owner, guest);
        }
    }

    /** Returns the place of the part that begins. */
    private Frame begin() {
        Stack.ensureRoom();
        if (guest.hasLeft()) {
            throw new IllegalStateException("the membership of '" + guest.name() + "' has ended");
        }
        return guest.come();
    }

    /**
     * The work as a task of its group.
     *
     * @return the task; active until the membership ends
     */
    public ActiveTask task() {
        return guest.view();
    }

    /**
     * Gives the work another name, because more is known of it by now. Reports and lists made from now on have it.
     *
     * @param taskName the name of the task, as with {@link Group#start(String, ThrowingRunnable)}
     */
    public void rename(String taskName) {
        guest.rename(DisplayName.of(requireNonNull(taskName, "taskName")));
    }

    /**
     * Ends the membership: the work has completed, also if a part of it threw. Call {@link #fail()} first if it has
     * failed. Does nothing if the membership has ended.
     */
    @Override
    public void close() {
        Stack.ensureRoom();
        end(Outcome.COMPLETED);
    }

    /** Ends the membership: the work has failed, and is counted so. Does nothing if the membership has ended. */
    public void fail() {
        Stack.ensureRoom();
        end(Outcome.FAILED);
    }

    Guest guest() {
        return guest;
    }

    /** Executes the whole work, and ends the membership. The stack has room, which the caller has made sure of. */
    <X extends Throwable> void runAll(ThrowingRunnable<X> work) throws X {
        Outcome outcome = null;
        try {
            Frame frame = guest.come(); // may fail for want of memory
            outcome = Outcome.FAILED;
            try {
                work.run();
                outcome = Outcome.COMPLETED;
            } finally {
                guest.go(frame);
            }
        } finally {
            end(outcome);
        }
    }

    private void end(@Nullable Outcome outcome) {
        if (guest.leavesFirst()) {
            guest.epoch().group().execution().end(guest, outcome);
        }
    }

    /** A part of the work that runs in the thread that has entered it. */
    public static final class Part implements AutoCloseable {

        private final Guest guest;
        private final Frame frame;

        private Part(Guest guest, Frame frame) {
            this.guest = guest;
            this.frame = frame;
        }

        /**
         * Ends the part. Does nothing if it has ended. Parts within each other may end in any order, and also after the
         * membership. A part that another thread ends is no longer shown nor interrupted.
         */
        @Override
        public void close() {
            guest.go(frame);
        }
    }
}
