package io.github.waitgroup.spring.source;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.ThrowingRunnable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A delivery that is settled by anyone who has it, maybe after its listener has returned. When both have happened, its
 * task has ended. If nobody can settle it any more, the task ends as leaked. Public for the packages of the starter
 * only.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class Delivery {

    private final Membership membership;

    /** One for the listener, and one for the settlement. At zero the membership has ended. */
    private final AtomicInteger holds = new AtomicInteger(2);

    private final AtomicBoolean isSettled = new AtomicBoolean();

    /**
     * Creates a delivery, which is a task from now on.
     *
     * @param group the group of its source
     * @param task the name of the task
     */
    public Delivery(Group group, String task) {
        this.membership = group.adopt(task);
        membership.endWithOwner(this);
    }

    /**
     * Calls the listener. If it throws, the delivery has failed.
     *
     * @param listener the call of the listener
     * @param <X> what the listener may throw
     * @throws X if the listener throws it
     */
    public <X extends Throwable> void run(ThrowingRunnable<X> listener) throws X {
        boolean returned = false;
        try {
            membership.run(listener);
            returned = true;
        } finally {
            if (returned) {
                leave();
            } else {
                membership.fail();
            }
        }
    }

    /** Settles the delivery; idempotent. */
    public void settle() {
        if (isSettled.compareAndSet(false, true)) {
            leave();
        }
    }

    private void leave() {
        if (holds.decrementAndGet() == 0) {
            membership.close();
        }
    }
}
