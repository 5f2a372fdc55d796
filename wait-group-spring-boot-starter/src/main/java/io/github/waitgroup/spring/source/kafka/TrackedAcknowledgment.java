package io.github.waitgroup.spring.source.kafka;

import io.github.waitgroup.Membership;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.support.Acknowledgment;

/**
 * The acknowledgement of a delivery that may come after the listener has returned, and from any thread. With both, the
 * membership ends. If nobody can acknowledge any more, it ends as leaked.
 */
final class TrackedAcknowledgment implements Acknowledgment {

    private final Acknowledgment acknowledgment;
    private final Membership membership;

    /** One for the listener, and one for the acknowledgement. At zero the membership has ended. */
    private final AtomicInteger holds = new AtomicInteger(2);

    private final AtomicBoolean isSettled = new AtomicBoolean();

    TrackedAcknowledgment(Acknowledgment acknowledgment, Membership membership) {
        this.acknowledgment = acknowledgment;
        this.membership = membership;
    }

    /** Calls the listener. If it throws, the delivery has failed. */
    void deliver(Consumer<@Nullable Acknowledgment> delivery) {
        membership.endWithOwner(this);
        boolean returned = false;
        try {
            membership.run(() -> delivery.accept(this));
            returned = true;
        } finally {
            if (returned) {
                leave();
            } else {
                membership.fail();
            }
        }
    }

    @Override
    public void acknowledge() {
        try {
            acknowledgment.acknowledge();
        } finally {
            settle();
        }
    }

    @Override
    public void acknowledge(int index) {
        acknowledgment.acknowledge(index);
    }

    @Override
    public void nack(Duration sleep) {
        acknowledgment.nack(sleep);
        settle();
    }

    @Override
    public void nack(int index, Duration sleep) {
        acknowledgment.nack(index, sleep);
        settle();
    }

    @Override
    public boolean isOutOfOrderCommit() {
        return acknowledgment.isOutOfOrderCommit();
    }

    private void settle() {
        if (isSettled.compareAndSet(false, true)) {
            leave();
        }
    }

    private void leave() {
        if (holds.decrementAndGet() == 0) {
            membership.close();
        }
    }

    @Override
    public String toString() {
        return acknowledgment.toString();
    }
}
