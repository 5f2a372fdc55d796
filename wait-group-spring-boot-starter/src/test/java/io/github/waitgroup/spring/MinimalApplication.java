package io.github.waitgroup.spring;

import io.github.waitgroup.Group;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.util.ClassUtils;

/** Starts a task that lasts until the application is stopped from outside. */
@EnableAutoConfiguration
public class MinimalApplication {

    public static final String READY = "ready to be stopped";

    public static void main(String[] arguments) {
        SpringApplication application = new SpringApplication(MinimalApplication.class);
        application.setKeepAlive(true);
        Group group = application.run(arguments).getBean("ordersGroup", Group.class);
        group.startWithChannel("poller", group.stopChannel(), stop -> {
            try {
                stop.await();
                System.out.println("poller was signalled");
            } catch (InterruptedException e) {
                System.out.println("poller was interrupted");
            }
        });
        report("io.micrometer.core.instrument.MeterRegistry");
        report("org.springframework.boot.actuate.endpoint.annotation.Endpoint");
        report("org.springframework.boot.web.server.context.WebServerApplicationContext");
        System.out.println(READY);
    }

    static void report(String type) {
        boolean present = ClassUtils.isPresent(type, MinimalApplication.class.getClassLoader());
        System.out.println(type + (present ? ": present" : ": absent"));
    }
}
