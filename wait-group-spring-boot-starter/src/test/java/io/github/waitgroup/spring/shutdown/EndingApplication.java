package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.JvmExit;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.report.ShutdownReportAutoConfiguration;
import jakarta.annotation.PostConstruct;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.devtools.restart.Restarter;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * The main class of a JVM that ends in the way that its first argument names. Before that, a task is accepted, which
 * ends when it is signalled, or never if the property {@code hang} is set.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    LifecycleAutoConfiguration.class,
    WaitGroupAutoConfiguration.class,
    GroupShutdownAutoConfiguration.class,
    ShutdownReportAutoConfiguration.class
})
class EndingApplication {

    static final String READY = "ready to be ended";
    static final String SENT = "mail-42 was sent";
    static final int CODE = 3;

    /** Printed if a group is signalled before its phase. */
    static final String TOO_EARLY = "the group is signalled too early";

    /** Longer than the exit hook waits for a close to begin. */
    private static final Duration LONG_STOP = Duration.ofSeconds(3);

    private static final CountDownLatch closing = new CountDownLatch(1);

    private static String way = "";

    public static void main(String[] arguments) throws Exception {
        way = arguments[0];
        ConfigurableApplicationContext context = start(arguments);
        switch (way) {
            case "stay" -> {
                System.out.println(READY);
                new CountDownLatch(1).await();
            }
            case "web" -> System.out.println("port " + context.getEnvironment().getProperty("local.server.port"));
            case "exit-of-spring" -> System.exit(SpringApplication.exit(context, () -> CODE));
            case "exit-in-task" -> {
                context.getBean(Group.class).start("exiting", () -> System.exit(CODE));
                new CountDownLatch(1).await();
            }
            case "exit-in-close" -> context.close();
            case "close-in-virtual-thread" -> {
                Runnable close = context::close;
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, close); // of Java 21
                closing.await();
                System.exit(CODE);
            }
            case "throw-in-main" -> throw new IllegalStateException("thrown by main");
            case "halt" -> Runtime.getRuntime().halt(CODE);
            case "devtools" -> Devtools.restartOnce();
            case "end-of-main" -> {}
            default -> System.exit(CODE);
        }
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        if (way.startsWith("plain")) {
            AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
            context.register(EndingApplication.class);
            if (!way.equals("plain-without-hook")) {
                context.registerShutdownHook();
            }
            context.refresh();
            return context;
        }
        SpringApplication application = way.equals("web")
                ? new SpringApplication(EndingApplication.class, Fixtures.EverythingAutoConfigured.class)
                : new SpringApplication(EndingApplication.class);
        application.setWebApplicationType(way.equals("web") ? WebApplicationType.SERVLET : WebApplicationType.NONE);
        application.setRegisterShutdownHook(!way.equals("without-hook"));
        return application.run(arguments);
    }

    private static void exitIn(String place) {
        if (way.endsWith("exit-in-" + place)) {
            System.exit(CODE);
        }
    }

    private static void stopSlowly(Group group) {
        if (way.equals("close-in-virtual-thread")) {
            closing.countDown();
            try {
                if (group.stopChannel().await(LONG_STOP)) {
                    System.out.println(TOO_EARLY);
                }
            } catch (InterruptedException e) {
                System.out.println("the stop is interrupted");
            }
        }
    }

    private static void awaitExit() {
        while (!JvmExit.isInProgress()) {
            Thread.onSpinWait();
        }
    }

    /** Exists before there is a group. */
    @Bean
    Object early() {
        if (way.equals("late-group")) {
            System.out.println(READY);
            awaitExit();
        }
        return new Object();
    }

    @Bean
    @DependsOn("early")
    Mailer mailer(Group group, @Value("${hang:false}") boolean hangs) {
        return new Mailer(group, hangs);
    }

    @Bean
    @DependsOn("mailer")
    Slow slow(Group group) {
        return new Slow(group);
    }

    @Bean
    ApplicationListener<ContextRefreshedEvent> refreshListener() {
        return event -> exitIn("refresh-listener");
    }

    @Bean
    ApplicationListener<ContextClosedEvent> closeListener() {
        return event -> exitIn("close");
    }

    @Bean
    LifecycleProbe lifecycle(Group group) {
        return new LifecycleProbe(Integer.MAX_VALUE, () -> stopSlowly(group)) {
            @Override
            public void start() {
                exitIn("lifecycle");
                super.start();
            }
        };
    }

    @Bean
    ApplicationRunner runner(Group group) {
        return arguments -> {
            exitIn("runner");
            if (way.equals("throw-in-runner")) {
                throw new IllegalStateException("thrown by a runner");
            }
            if (way.equals("slow-runner")) {
                System.out.println(READY);
                Fixtures.await(group.stopChannel());
            }
        };
    }

    /** Starts the task. */
    record Mailer(Group group, boolean hangs) {

        @PostConstruct
        void start() {
            group.startWithChannel("mail-42", group.stopChannel(), stop -> {
                Fixtures.await(stop);
                while (hangs) {
                    Thread.onSpinWait();
                }
                System.out.println(SENT);
            });
        }
    }

    /** The bean in which the start lasts, fails, or ends the JVM. */
    record Slow(Group group) {

        @PostConstruct
        void start() {
            exitIn("post-construct");
            switch (way) {
                case "throw-in-post-construct" -> throw new IllegalStateException("thrown at start-up");
                case "blocked-start" -> {
                    System.out.println(READY);
                    blockUntilInterrupted();
                }
                case "slow-start", "late-group" -> {
                    System.out.println(READY);
                    Fixtures.await(group.stopChannel());
                }
                case "ending-start" -> {
                    System.out.println(READY);
                    awaitExit();
                }
                default -> {}
            }
        }
    }

    private static void blockUntilInterrupted() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Only in a JVM that has the developer tools on its class path. */
    private static final class Devtools {

        private static final String RESTARTED = "restarted";

        /** Restarts the application; the second time, the JVM ends. */
        static void restartOnce() {
            if (System.setProperty(RESTARTED, "") == null) {
                Restarter.getInstance().restart();
            } else {
                System.exit(CODE);
            }
        }
    }
}
