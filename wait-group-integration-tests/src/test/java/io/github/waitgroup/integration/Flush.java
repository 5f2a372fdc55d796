package io.github.waitgroup.integration;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import java.time.Duration;
import org.springframework.context.ApplicationContext;

/** A task of the group {@code orders} that the shutdown must wait for. */
final class Flush {

    /** The line that the task writes when it has ended. */
    static final String DONE = "the orders are flushed";

    private Flush() {}

    /** Starts the task, which works for a while once its group is signalled to stop. */
    static void start(ApplicationContext context, Duration time) {
        Group orders = context.getBean(GroupRegistry.class).get("orders");
        orders.startWithChannel("flush", orders.stopChannel(), stop -> {
            stop.await(Applications.FOREVER);
            Applications.work(time);
            System.out.println(DONE);
        });
    }
}
