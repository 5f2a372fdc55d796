package io.github.waitgroup.spring.restart;

import io.github.waitgroup.CancellableContext;
import io.github.waitgroup.Context;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.shutdown.GroupDrainedEvent;
import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.logging.logback.LogbackMetricsAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;

/**
 * An application that starts, uses groups and deadlines, and is closed; public so that another class loader's code may
 * run it.
 */
public class RestartedApplication implements Runnable {

    private final Duration timeout;

    public RestartedApplication() {
        this(Duration.ofMillis(1));
    }

    /** Creates an application with a task that has a deadline; with a time-out of zero, no timer is needed. */
    RestartedApplication(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public void run() {
        SpringApplication application = new SpringApplication(Beans.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        ConfigurableApplicationContext context = application.run(
                "--wait-group.groups.orders.timeout=20s",
                // Micrometer's LogbackMetrics keep the registry, with all meters, for as long as Logback lives.
                "--spring.autoconfigure.exclude=" + LogbackMetricsAutoConfiguration.class.getName());
        Group group = context.getBean(Group.class);
        group.startWithChannel("poller", group.stopChannel(), stop -> sleepUntil(stop::await));
        group.stopChannel().onClose(() -> {});
        CancellableContext limited = Context.background().withTimeout(timeout);
        group.startWithContext("limited", limited, it -> sleepUntil(it.done()::await));
        group.start("failing", () -> {
            throw new IllegalStateException("fails on purpose");
        });
        context.close();
    }

    private static void sleepUntil(Event event) {
        try {
            event.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private interface Event {

        void await() throws InterruptedException;
    }

    /** The application's own bean, which listens. */
    @EnableAutoConfiguration
    static class Beans {

        @EventListener
        void onDrained(GroupDrainedEvent event) {
            System.out.println("notified: " + event.report());
        }
    }
}
