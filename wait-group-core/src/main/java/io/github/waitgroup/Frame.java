package io.github.waitgroup;

import org.jspecify.annotations.Nullable;

/** A place among what a thread runs: a part of a membership. */
final class Frame {

    /*
     * Frames of one thread lie within each other. They may be closed in any order, also by another thread: one that is
     * closed while others are within it, or elsewhere, is only marked, and its own thread drops it later.
     *
     * One that is never closed counts for nothing once its guest has left, and is dropped as soon as it is not the
     * innermost. The innermost stays: what its thread starts outlives the guest.
     */

    private static final ThreadLocal<@Nullable Frame> INNERMOST = new ThreadLocal<>();

    final Guest guest;
    final Thread thread = Thread.currentThread();

    /** Used by the thread alone. */
    private @Nullable Frame outer;

    private volatile boolean closed;

    private Frame(Guest guest, @Nullable Frame outer) {
        this.guest = guest;
        this.outer = outer;
    }

    /** Records that the current thread runs a part of the guest, until the frame is closed. */
    static Frame push(Guest guest) {
        Frame top = innermost();
        Frame frame = new Frame(guest, top == null || top.counts() ? top : top.outerThatCounts());
        INNERMOST.set(frame);
        return frame;
    }

    /** The innermost frame of the current thread. */
    static @Nullable Frame innermost() {
        Frame frame = INNERMOST.get();
        return frame == null || !frame.closed ? frame : dropClosed(frame);
    }

    private static @Nullable Frame dropClosed(Frame top) {
        Frame open = top.outerThatCounts();
        INNERMOST.set(open); // not removed: the next look would have to make room for it again
        return open;
    }

    /** The frame that this one lies within. Called in the thread of both. */
    @Nullable
    Frame outer() {
        Frame counting = outerThatCounts();
        outer = counting;
        return counting;
    }

    private @Nullable Frame outerThatCounts() {
        Frame frame = outer;
        while (frame != null && !frame.counts()) {
            frame = frame.outer;
        }
        return frame;
    }

    private boolean counts() {
        return !closed && !guest.hasLeft();
    }

    /** Closes the frame. Does nothing if it is closed. */
    void close() {
        closed = true;
        if (thread == Thread.currentThread()) {
            innermost();
        }
    }

    /** The innermost guest of these members that the current thread runs. */
    static @Nullable Guest of(Members members) {
        Frame frame = innermost();
        while (frame != null && !(frame.guest.isAmong(members) && !frame.guest.hasLeft())) {
            frame = frame.outer();
        }
        return frame == null ? null : frame.guest;
    }
}
