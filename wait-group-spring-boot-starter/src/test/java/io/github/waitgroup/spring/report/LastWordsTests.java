package io.github.waitgroup.spring.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.github.waitgroup.spring.ChildJvm;
import io.github.waitgroup.spring.GroupRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** A real JVM, a real SIGTERM, and something that hangs: its last words, and the code with which it ends. */
class LastWordsTests {

    private static final String REPORT = "The shutdown lasts for";

    @TempDir
    Path directory;

    @Test
    void beanThatHangsInItsDestructionIsNamedInTheLogAndOnStandardError() throws Exception {
        Path message = messageFile();
        try (ChildJvm child = terminate("destroy", message, "--wait-group.shutdown.grace-period=3s")) {
            child.awaitLine("^" + REPORT + ".*bean 'slow' \\(.*Slow\\) is being destroyed"); // standard error
            child.awaitLine("WARN .*" + REPORT + ".*bean 'slow' \\(.*Slow\\) is being destroyed");
            child.awaitLine("  thread 'SpringApplicationShutdownHook' closes 'application'");
            child.awaitLine("at .*Slow.destroy");
            assertThat(Files.readString(message)).startsWith(REPORT).contains("bean 'slow'");
        }
    }

    @Test
    void hookThatHangsAfterTheCloseIsNamed() throws Exception {
        try (ChildJvm child = terminate("hook", messageFile(), "--wait-group.shutdown.grace-period=3s")) {
            child.awaitLine("INFO .*The application has closed in");
            child.awaitLine("^" + REPORT + ".*the application has been closed, and the JVM waits for something else");
            child.awaitLine("  thread 'hook-that-hangs'");
            child.awaitLine("at .*Stuck.hang");
        }
    }

    @Test
    void taskThatHangsIsTheFirstWordOfTheTerminationMessage() throws Exception {
        Path message = messageFile();
        try (ChildJvm child = terminate("tasks", message, "--wait-group.groups.orders.timeout=300ms")) {
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.code()).isEqualTo(ChildJvm.EXIT_CODE_OF_SIGTERM);
            assertThat(exit.output())
                    .containsPattern("WARN.*The application has closed in .* s, not cleanly: 60 stragglers")
                    .doesNotContain(REPORT);
        }
        assertThat(Files.size(message)).isBetween(TerminationFile.MAX_BYTES - 3L, (long) TerminationFile.MAX_BYTES);
        assertThat(Files.readString(message)) // throws if a character is incomplete
                .matches("(?s)Task 'ключ-0-€+' of group 'orders' hung: \\d+\\.\\d{3} s old, at .*Stuck\\.hang\\(.*")
                .contains("\nGroup 'orders' has not drained: 60 tasks still active")
                .contains("\nThe application has closed in ");
    }

    @Test
    void cleanShutdownLeavesTheFileEmpty() throws Exception {
        Path message = messageFile();
        try (ChildJvm child = terminate("nothing", message, "--wait-group.shutdown.unclean-exit-code=9")) {
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.code()).as(exit.output()).isEqualTo(ChildJvm.EXIT_CODE_OF_SIGTERM);
            assertThat(exit.output()).contains("The application has closed in").doesNotContain(REPORT);
        }
        assertThat(message).isEmptyFile();
    }

    @Test
    void cleanShutdownHasAMessageIfAskedFor() throws Exception {
        Path message = messageFile();
        try (ChildJvm child = terminate("nothing", message, "--wait-group.shutdown.termination-message.always=true")) {
            child.awaitExit();
        }
        assertThat(Files.readString(message)).matches("The application has closed in \\d+\\.\\d{3} s.*\n");
    }

    @Test
    void shutdownThatIsNotCleanHasItsExitCodeOnceOtherHooksAreDone() throws Exception {
        try (ChildJvm child = terminate(
                "tasks",
                messageFile(),
                "--wait-group.groups.orders.timeout=300ms",
                "--wait-group.shutdown.unclean-exit-code=9")) {
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.code()).as(exit.output()).isEqualTo(9);
            assertThat(exit.output()).contains("the other hook is done");
        }
    }

    @Test
    void threadThatHangsDoesNotKeepTheExitCodeFromComingInTime() throws Exception {
        Duration gracePeriod = Duration.ofSeconds(5);
        try (ChildJvm child = terminate(
                "tasks and a late thread",
                messageFile(),
                "--wait-group.groups.orders.timeout=300ms",
                "--wait-group.shutdown.grace-period=" + gracePeriod,
                "--wait-group.shutdown.unclean-exit-code=9")) {
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.code()).as(exit.output()).isEqualTo(9);
            assertThat(exit.elapsed()).as(exit.output()).isLessThan(gracePeriod);
        }
    }

    @Test
    void threadOfABeanIsNotAwaitedAsAHook() throws Exception {
        try (ChildJvm child = terminate(
                "tasks and a thread of a bean",
                messageFile(),
                "--wait-group.groups.orders.timeout=300ms",
                "--wait-group.shutdown.grace-period=1h",
                "--wait-group.shutdown.unclean-exit-code=9")) {
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.code()).as(exit.output()).isEqualTo(9);
            assertThat(exit.elapsed()).as("without the time for hooks").isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void jvmThatEndsByItselfHasTheExitCodeAsWell() throws Exception {
        try (ChildJvm child = start(
                "return",
                messageFile(),
                "--wait-group.groups.orders.timeout=300ms",
                "--wait-group.shutdown.unclean-exit-code=9")) {
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.code()).as(exit.output()).isEqualTo(9);
        }
    }

    @Test
    void recordHasFieldsInStructuredLogs() throws Exception {
        try (ChildJvm child = terminate(
                "tasks",
                messageFile(),
                "--wait-group.groups.orders.timeout=300ms",
                "--logging.config=classpath:structured-logback.xml",
                "--logging.structured.format.console=logstash")) {
            Map<String, Object> record = child.awaitExit()
                    .output()
                    .lines()
                    .filter(line -> line.startsWith("{") && line.contains("The application has closed"))
                    .map(line -> JsonPath.<Map<String, Object>>read(line, "$"))
                    .findFirst()
                    .orElseThrow();
            assertThat(record)
                    .containsEntry("level", "WARN")
                    .containsEntry("waitgroup.event", "closed")
                    .containsEntry("waitgroup.shutdown.clean", false)
                    .containsEntry("waitgroup.shutdown.stragglers", 60)
                    .containsEntry("waitgroup.shutdown.interrupted", 60)
                    .containsEntry("waitgroup.shutdown.accepted", 0)
                    .containsEntry("waitgroup.shutdown.completed", 0)
                    .containsEntry("waitgroup.shutdown.failed", 0)
                    .containsEntry("waitgroup.shutdown.refused", 0)
                    .containsKey("waitgroup.shutdown.steps");
            assertThat((Integer) record.get("waitgroup.shutdown.duration")).isGreaterThanOrEqualTo(300);
        }
    }

    private Path messageFile() throws Exception {
        return Files.createFile(directory.resolve("termination-log"));
    }

    private static ChildJvm terminate(String what, Path message, String... properties) throws InterruptedException {
        ChildJvm child = start(what, message, properties);
        child.awaitLine(Stuck.READY);
        child.terminate();
        return child;
    }

    private static ChildJvm start(String what, Path message, String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                what,
                "--wait-group.shutdown.termination-message.path=" + message,
                "--spring.main.banner-mode=off",
                "--spring.main.web-application-type=none",
                "--wait-group.groups.orders.phase=0"));
        arguments.addAll(List.of(properties));
        return ChildJvm.start(Stuck.class, arguments.toArray(String[]::new));
    }

    @EnableAutoConfiguration
    static class Stuck {

        static final String READY = "ready to be stopped";

        private static final int TASKS = 60;

        private static volatile boolean hangs;

        public static void main(String[] arguments) throws InterruptedException {
            Runtime.getRuntime().addShutdownHook(new Thread(Stuck::otherHook, "hook-that-hangs"));
            String what = arguments[0];
            threadOfABeanHangs = what.endsWith("a thread of a bean");
            ConfigurableApplicationContext context = SpringApplication.run(Stuck.class, arguments);
            if (what.startsWith("tasks") || what.equals("return")) {
                var orders = context.getBean(GroupRegistry.class).get("orders");
                for (int i = 0; i < TASKS; i++) {
                    orders.start("ключ-" + i + "-" + "€".repeat(80), Stuck::hang);
                }
            }
            if (what.endsWith("a late thread")) {
                new Thread(Stuck::hang, "late").start();
            }
            slow = what.equals("destroy");
            hangs = what.equals("hook");
            System.out.println(READY);
            if (!what.equals("return")) {
                Thread.currentThread().join();
            }
        }

        private static volatile boolean slow;

        private static boolean threadOfABeanHangs;

        @Bean
        SmartInitializingSingleton starter() {
            return () -> {
                if (threadOfABeanHangs) {
                    new Thread(Stuck::hang, "of a bean").start();
                }
            };
        }

        @Bean
        Slow slow() {
            return new Slow();
        }

        private static void otherHook() {
            if (hangs) {
                hang();
            }
            System.out.println("the other hook is done");
        }

        private static void hang() {
            while (true) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException ignored) {
                    // that is what is being tested
                }
            }
        }

        static final class Slow implements DisposableBean {

            @Override
            public void destroy() {
                if (slow) {
                    hang();
                }
            }
        }
    }
}
