package io.github.waitgroup.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.spring.shutdown.ShutdownPlan;
import io.github.waitgroup.spring.shutdown.ShutdownPlanner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The applications of these tests: real ones, whose log lines begin with the level and the name of the logger. */
final class Applications {

    /** Longer than anything takes on a busy machine, the start of a JVM included. */
    static final Duration FOREVER = Duration.ofMinutes(2);

    /** A WARN or ERROR of this project. */
    private static final Pattern COMPLAINT = Pattern.compile("^(WARN|ERROR) io\\.github\\.waitgroup\\.");

    private static final Pattern TIME_OF_GROUP =
            Pattern.compile("Stopping group '(?<group>[^']+)': .* at most (?<time>[^ ]+) (?<unit>ms|s)");

    private Applications() {}

    /** Starts an application in this JVM, which the test closes. */
    static ConfigurableApplicationContext start(Class<?> configuration, String... arguments) {
        SpringApplication application = new SpringApplication(configuration);
        application.setRegisterShutdownHook(false);
        return application.run(withDefaults(arguments));
    }

    /** The arguments, after those that each application has. */
    static String[] withDefaults(String... arguments) {
        List<String> all = new ArrayList<>();
        all.add("--server.port=0");
        all.add("--spring.main.banner-mode=off");
        all.add("--spring.main.cloud-platform=none"); // wherever the tests run
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }

    static ShutdownPlan plan(ApplicationContext context) {
        return context.getBean(ShutdownPlanner.class).plan();
    }

    /** The step of the plan in which a bean stops. */
    static ShutdownPlan.Step step(ShutdownPlan plan, String bean) {
        return plan.steps().stream()
                .filter(step -> step.beans().contains(bean))
                .findFirst()
                .orElseThrow(() -> new AssertionError(bean + " is not in " + plan));
    }

    /** The lines of the log in which this project warns. */
    static List<String> complaints(Stream<String> lines) {
        return lines.filter(line -> COMPLAINT.matcher(line).find()).toList();
    }

    /** The time that a group had when its drain began, as the log says. */
    static Duration timeOf(String group, Stream<String> lines) {
        return lines.map(TIME_OF_GROUP::matcher)
                .filter(line -> line.find() && line.group("group").equals(group))
                .map(line -> duration(line.group("time"), line.group("unit")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the drain of '" + group + "' has not begun"));
    }

    private static Duration duration(String time, String unit) {
        double number = Double.parseDouble(time);
        return Duration.ofMillis(Math.round(unit.equals("s") ? number * 1_000 : number));
    }

    /** Works for a while, whoever interrupts. */
    static void work(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        boolean interrupted = false;
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            try {
                assertThat(new CountDownLatch(1).await(left, TimeUnit.NANOSECONDS))
                        .isFalse();
            } catch (InterruptedException ignored) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Hangs for longer than any shutdown takes. */
    static void hang() {
        work(FOREVER);
    }
}
