package io.github.waitgroup.spring.source.integration;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import org.jspecify.annotations.Nullable;

/**
 * The polls that follow each other in one thread until a queue is empty. The task of a message ends when that of the
 * next one has begun, so that the group does not look drained in between.
 */
final class PollLoop {

    /*
     * Nothing says that a loop has ended if its endpoint is removed while a message is handled. Then it is ended by the
     * next poll of another endpoint in the same thread or, when the thread has ended, as a task without an owner.
     */

    private static final ThreadLocal<@Nullable PollLoop> CURRENT = new ThreadLocal<>();

    private final TrackedPoll poll;
    private @Nullable Membership membership;
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

    /** Begins the task of the next poll, as a follow-up of the one before. */
    Membership next(Group group, String name) {
        Membership previous = membership;
        Membership next = previous == null ? group.adopt(name) : previous.call(() -> group.adopt(name));
        next.endWithOwner(this);
        membership = next;
        polls++;
        if (previous != null) {
            previous.close();
        }
        return next;
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
