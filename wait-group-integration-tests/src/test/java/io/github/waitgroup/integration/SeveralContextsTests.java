package io.github.waitgroup.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Several contexts in one JVM, tasks that hang, and a real SIGTERM: one clock for all of them. */
class SeveralContextsTests {

    private static final Duration BUDGET = Duration.ofSeconds(5);
    private static final Duration GRACE_PERIOD = Duration.ofSeconds(8);

    private static final String READY = "all tasks hang";

    private static final Pattern NEGATIVE_TIME = Pattern.compile("(?<!\\d)-\\d+([.]\\d+)? m?s\\b");

    @Test
    void twoApplicationsShareTheBudget() throws Exception {
        assertShared(terminate(TwoApplications.class));
    }

    @Test
    void parentAndChildShareTheBudget() throws Exception {
        assertShared(terminate(Family.class));
    }

    @Test
    void managementContextIsAPartOfItsApplication() throws Exception {
        ChildJvm.Exit exit = terminate(Managed.class, Library.argument(Library.ACTUATOR), "--management.server.port=0");
        assertThat(Applications.timeOf("first", exit.stream())).isPositive();
        assertThat(exit.stream().filter(line -> line.contains("Tomcat started on port")))
                .as("that of the management context too")
                .hasSize(2);
    }

    private static void assertShared(ChildJvm.Exit exit) {
        Duration first = Applications.timeOf("first", exit.stream());
        Duration second = Applications.timeOf("second", exit.stream());
        assertThat(first).as(exit.output()).isPositive();
        assertThat(second).as(exit.output()).isPositive();
        assertThat(first.plus(second)).as(exit.output()).isLessThanOrEqualTo(BUDGET);
        assertThat(exit.output())
                .containsPattern("WARN .*Group '(first|second)' has .* s, less than it would have without");
    }

    private static ChildJvm.Exit terminate(Class<?> main, String... arguments) throws Exception {
        String[] all = Arguments.join(
                arguments,
                "--spring.main.keep-alive=true",
                "--wait-group.shutdown.timeout=" + BUDGET.toSeconds() + "s",
                "--wait-group.shutdown.grace-period=8s");
        try (ChildJvm child = ChildJvm.start(main, all)) {
            child.awaitLine(READY);
            ChildJvm.Exit exit = child.terminate();
            assertThat(exit.elapsed()).as(exit.output()).isBetween(BUDGET.minusSeconds(2), GRACE_PERIOD);
            assertThat(exit.output())
                    .contains("Group 'first' has not drained: 1 task still active")
                    .doesNotContainPattern(NEGATIVE_TIME);
            return exit;
        }
    }

    private static void hangIn(ConfigurableApplicationContext context, String group) {
        context.getBean(group, Group.class).start("hanging", Applications::hang);
    }

    @EnableAutoConfiguration
    static class First {

        @Bean
        Group first() {
            return new Group("first");
        }
    }

    @EnableAutoConfiguration
    static class Second {

        @Bean
        Group second() {
            return new Group("second");
        }
    }

    static class TwoApplications {

        public static void main(String[] arguments) {
            hangIn(run(First.class, arguments), "first");
            hangIn(run(Second.class, arguments), "second");
            System.out.println(READY);
        }

        private static ConfigurableApplicationContext run(Class<?> configuration, String... arguments) {
            return new SpringApplicationBuilder(configuration)
                    .web(WebApplicationType.NONE)
                    .run(arguments);
        }
    }

    /** The first is the parent of the second. */
    static class Family {

        public static void main(String[] arguments) {
            ConfigurableApplicationContext child = new SpringApplicationBuilder(First.class)
                    .web(WebApplicationType.NONE)
                    .child(Second.class)
                    .web(WebApplicationType.NONE)
                    .run(arguments);
            hangIn(child, "first");
            hangIn(child, "second");
            System.out.println(READY);
        }
    }

    static class Managed {

        public static void main(String[] arguments) {
            hangIn(SpringApplication.run(First.class, arguments), "first");
            System.out.println(READY);
        }
    }
}
