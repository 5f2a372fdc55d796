package io.github.waitgroup.sample.delivery;

import io.github.waitgroup.sample.informer.Listener;
import io.github.waitgroup.sample.order.Order;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands for real work, such as sending a mail: takes a random time. */
final class SlowListener implements Listener<Order> {

    private static final Logger log = LoggerFactory.getLogger(SlowListener.class);

    private final String name;
    private final Duration maxDelay;

    SlowListener(String name, Duration maxDelay) {
        this.name = name;
        this.maxDelay = maxDelay;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void handle(Order order) throws InterruptedException {
        Thread.sleep(ThreadLocalRandom.current().nextLong(maxDelay.toMillis() + 1));
        log.debug("{}: {}", name, order);
    }
}
