package io.github.waitgroup.sample.delivery;

import io.github.waitgroup.Group;
import io.github.waitgroup.sample.informer.Listener;
import io.github.waitgroup.sample.order.Order;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for real work, such as sending a mail: takes a random time. Each delivery is a task of a group, in the
 * informer's thread.
 */
final class SlowListener implements Listener<Order> {

    private static final Logger log = LoggerFactory.getLogger(SlowListener.class);

    private final String name;
    private final Group deliveries;
    private final Duration maxDelay;

    SlowListener(String name, Group deliveries, Duration maxDelay) {
        this.name = name;
        this.deliveries = deliveries;
        this.maxDelay = maxDelay;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void handle(Order order) throws InterruptedException {
        try {
            deliveries.run(name + "-" + order.id(), () -> deliver(order));
        } catch (Interrupted interrupted) {
            throw interrupted.cause;
        }
    }

    private void deliver(Order order) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(maxDelay.toMillis() + 1));
        } catch (InterruptedException cause) {
            throw new Interrupted(cause);
        }
        log.debug("{}: {}", name, order);
    }

    /** Takes the interrupt through the group, where a task that ends in this way has failed. */
    private static final class Interrupted extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final InterruptedException cause;

        Interrupted(InterruptedException cause) {
            super(cause);
            this.cause = cause;
        }
    }
}
