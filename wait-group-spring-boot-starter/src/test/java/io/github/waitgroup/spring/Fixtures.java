package io.github.waitgroup.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.endpoint.InFlightEndpointAutoConfiguration;
import io.github.waitgroup.spring.endpoint.WaitGroupsEndpointAutoConfiguration;
import io.github.waitgroup.spring.health.GroupHealthAutoConfiguration;
import io.github.waitgroup.spring.metrics.GroupMetricsAutoConfiguration;
import io.github.waitgroup.spring.observation.ContextPropagationAutoConfiguration;
import io.github.waitgroup.spring.observation.ObservedTasksAutoConfiguration;
import io.github.waitgroup.spring.report.InFlightAutoConfiguration;
import io.github.waitgroup.spring.report.ShutdownReportAutoConfiguration;
import io.github.waitgroup.spring.shutdown.GroupShutdownAutoConfiguration;
import io.github.waitgroup.spring.worker.GroupWorkerAutoConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** What the tests of all packages share; public only because they lie in several. */
public final class Fixtures {

    /**
     * Longer than anything takes on a busy machine, the start of a JVM included: what takes longer hangs. Less than
     * JUnit's limit for a test, so that a failure shows the output of the JVM.
     */
    public static final Duration FOREVER = Duration.ofSeconds(60);

    /** Both servers are on the class path, and Boot would take this one. */
    private static final String JETTY =
            "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration";

    private static final String JETTY_FOR_MANAGEMENT = "org.springframework.boot.jetty.autoconfigure.actuate.web.server"
            + ".JettyServletManagementContextAutoConfiguration";

    private Fixtures() {}

    /** A context with the auto-configurations of the starter. */
    public static ApplicationContextRunner starter() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        LifecycleAutoConfiguration.class,
                        WaitGroupAutoConfiguration.class,
                        GroupShutdownAutoConfiguration.class,
                        ShutdownReportAutoConfiguration.class,
                        InFlightAutoConfiguration.class,
                        GroupWorkerAutoConfiguration.class,
                        GroupMetricsAutoConfiguration.class,
                        GroupHealthAutoConfiguration.class,
                        ContextPropagationAutoConfiguration.class,
                        ObservedTasksAutoConfiguration.class,
                        WaitGroupsEndpointAutoConfiguration.class,
                        InFlightEndpointAutoConfiguration.class));
    }

    /** An application without a web server; its properties are given as arguments, {@code --name=value}. */
    public static SpringApplication application(Class<?>... configuration) {
        SpringApplication application = new SpringApplication(EverythingAutoConfigured.class);
        application.addPrimarySources(List.of(configuration));
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        return application;
    }

    /** The group of a name. */
    public static Group group(ApplicationContext context, String name) {
        return context.getBean(GroupRegistry.class).get(name);
    }

    /** Waits for what another thread does. */
    public static void await(CountDownLatch latch) {
        assertThat(awaitAtMost(FOREVER, latch)).isTrue();
    }

    /** Waits until a group is signalled to stop. */
    public static void await(StopChannel channel) {
        try {
            assertThat(channel.await(FOREVER)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits for what another thread may do meanwhile. Returns whether it has. */
    public static boolean awaitAtMost(Duration time, CountDownLatch latch) {
        try {
            return latch.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits until no task of the group is active. */
    public static void awaitEmpty(Group group) {
        try {
            assertThat(group.await(FOREVER)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /**
     * Does something in a thread of its own. Not in the common pool: that may have a single thread, which the JDK's
     * HTTP client needs as well to say that an answer has come.
     */
    public static CompletableFuture<Void> runAsync(Runnable work) {
        return CompletableFuture.runAsync(work, task -> new Thread(task, "test-async").start());
    }

    /** Closes the application. Returns how long that took. */
    public static Duration timeToClose(ConfigurableApplicationContext context) {
        long start = System.nanoTime();
        context.close();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Starts a task that ends when the group is signalled to stop. */
    public static void startUntilStopped(Group group, String task) {
        group.startWithChannel(task, group.stopChannel(), Fixtures::await);
    }

    /** What {@code @SpringBootApplication} does, without the component scan. */
    @EnableAutoConfiguration(excludeName = {JETTY, JETTY_FOR_MANAGEMENT})
    public static class EverythingAutoConfigured {}
}
