package io.github.waitgroup.spring.source.kafka;

import io.github.waitgroup.spring.source.Delivery;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.support.Acknowledgment;

/** The acknowledgement of a delivery that may come after the listener has returned, and from any thread. */
final class TrackedAcknowledgment implements Acknowledgment {

    private final Acknowledgment acknowledgment;
    private final Delivery delivery;

    TrackedAcknowledgment(Acknowledgment acknowledgment, Delivery delivery) {
        this.acknowledgment = acknowledgment;
        this.delivery = delivery;
    }

    /** Calls the listener with this acknowledgement. */
    void deliver(Consumer<@Nullable Acknowledgment> listener) {
        delivery.run(() -> listener.accept(this));
    }

    @Override
    public void acknowledge() {
        try {
            acknowledgment.acknowledge();
        } finally {
            delivery.settle();
        }
    }

    @Override
    public void acknowledge(int index) {
        acknowledgment.acknowledge(index);
    }

    @Override
    public void nack(Duration sleep) {
        acknowledgment.nack(sleep);
        delivery.settle();
    }

    @Override
    public void nack(int index, Duration sleep) {
        acknowledgment.nack(index, sleep);
        delivery.settle();
    }

    @Override
    public boolean isOutOfOrderCommit() {
        return acknowledgment.isOutOfOrderCommit();
    }

    @Override
    public String toString() {
        return acknowledgment.toString();
    }
}
