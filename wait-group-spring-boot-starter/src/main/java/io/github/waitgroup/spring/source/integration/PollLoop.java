package io.github.waitgroup.spring.source.integration;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import org.jspecify.annotations.Nullable;

/**
 * The polls that follow each other in one thread until a queue is empty. A poll that waits for a message is a
 * long-running task. The message that comes is a task of its own, which begins before that of the wait ends, and ends
 * when the next poll has begun: so the group does not look drained in between.
 */
final class PollLoop {

    /*
     * Nothing says that a loop has ended if its endpoint is removed while a message is handled. Then it is ended by the
     * next poll of another endpoint in the same thread or, when the thread has ended, as a task without an owner.
     */

    private static final ThreadLocal<@Nullable PollLoop> CURRENT = new ThreadLocal<>();

    private final TrackedPoll poll;

    /** The task of the latest poll: of its wait and, once it has a message, of that. */
    private @Nullable Membership membership;

    /** The part of a message; null while there is none. */
    private Membership.@Nullable Part part;

    private long polls;

    private PollLoop(TrackedPoll poll) {
        this.poll = poll;
    }

    /** The loop of the current thread in which this poll is the next one. */
    static PollLoop of(TrackedPoll poll) {
        PollLoop loop = CURRENT.get();
        if (loop != null && loop.poll == poll) {
            return loop;
        }
        if (loop != null) {
            loop.end(true);
        }
        loop = new PollLoop(poll);
        CURRENT.set(loop);
        return loop;
    }

    /** The loop in which the current thread polls; null if there is none. */
    static @Nullable PollLoop current() {
        return CURRENT.get();
    }

    TrackedPoll poll() {
        return poll;
    }

    /** Begins the task of the next poll, as a follow-up of the one before. */
    Membership next(Group group, String name) {
        Membership previous = membership;
        Membership next = previous == null ? group.adopt(name) : previous.call(() -> group.adopt(name));
        membership = next;
        if (previous != null) {
            previous.close();
        }
        next.endWithOwner(this);
        group.markLongRunning(next.task());
        polls++;
        return next;
    }

    /** Makes the message for which the poll has waited a task, in the middle of the poll. */
    void receive(Group group, String name) {
        Membership waiting = membership;
        if (waiting == null || part != null) {
            return;
        }
        Membership message = group.adopt(name);
        boolean entered = false;
        try {
            message.endWithOwner(this);
            part = message.enter();
            entered = true;
        } finally {
            if (!entered) {
                message.fail();
            }
        }
        membership = message;
        waiting.close();
    }

    /** Records that the thread has left the poll. */
    void leave() {
        Membership.Part left = part;
        if (left != null) {
            part = null;
            left.close();
        }
    }

    /** Whether another poll follows one that has found a message, if so many may. */
    boolean goesOn(long maxMessages) {
        return maxMessages <= 0 || polls < maxMessages;
    }

    /** Ends the loop, and the task of its latest poll. */
    void end(boolean completed) {
        CURRENT.remove();
        Membership last = membership;
        if (last == null) {
            return;
        }
        if (completed) {
            last.close();
        } else {
            last.fail();
        }
    }
}
