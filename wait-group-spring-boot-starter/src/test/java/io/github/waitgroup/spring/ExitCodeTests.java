package io.github.waitgroup.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/** The exit code of a program without a web server in which a task fails while its group drains. */
class ExitCodeTests {

    private static final String POLICY = "--wait-group.groups.orders.on-failure=close-application";

    @Test
    void jvmThatEndsAfterMainReportsAFailureOnceAllHooksAreDone() throws Exception {
        ChildJvm.Exit exit = exitOf(Batch.class, "return", POLICY);
        assertThat(exit.code()).as(exit.output()).isOne();
        assertThat(exit.output())
                .contains("Group 'orders' has drained: 2 tasks", "the other task has ended", "another hook is done")
                .doesNotContain("Closing the application");
    }

    @Test
    void jvmThatEndsAfterMainReportsASuccessIfNothingFails() throws Exception {
        assertThat(exitOf(Batch.class, "return", POLICY, "--succeed").code()).isZero();
    }

    @Test
    void failureIsLoggedOnlyIfThatIsThePolicy() throws Exception {
        assertThat(exitOf(Batch.class, "return", "--wait-group.groups.orders.on-failure=log")
                        .code())
                .isZero();
    }

    @Test
    void exitByMainComesSecond() throws Exception {
        ChildJvm.Exit exit = exitOf(Batch.class, "exit", POLICY);
        assertThat(exit.code()).as(exit.output()).isOne();
        assertThat(exit.output()).contains("the other task has ended", "another hook is done");
    }

    @Test
    void jvmWhoseTasksLeaveThreadsBehindEndsAsItWould() throws Exception {
        ChildJvm.Exit success = exitOf(Batch.class, "return", POLICY, "--succeed", "--leave-a-thread");
        assertThat(success.code()).as(success.output()).isZero();
    }

    @Test
    void closingGoesOnAfterAFailureIfSpringHasNoHook() throws Exception {
        ChildJvm.Exit exit = exitOf(Batch.class, "exit", POLICY, "--no-hook");
        assertThat(exit.code()).as(exit.output()).isOne();
        assertThat(exit.output()).contains("the other task has ended", "Group 'orders' has drained: 2 tasks");
    }

    @Test
    void hookOfSpringMayBeADaemon() throws Exception {
        ChildJvm.Exit exit = exitOf(Batch.class, "return", POLICY, "--daemon");
        assertThat(exit.code()).as(exit.output()).isOne();
        assertThat(exit.output()).contains("the other task has ended");
    }

    @Test
    void codeThatWasChosenStays() throws Exception {
        assertThat(exitOf(Batch.class, "exit-7", POLICY).code()).isEqualTo(7);
    }

    @Test
    void codeOfASignalStays() throws Exception {
        try (ChildJvm child = start(Batch.class, "stay", POLICY)) {
            child.awaitLine("stays");
            child.terminate();
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.code()).as(exit.output()).isEqualTo(ChildJvm.EXIT_CODE_OF_SIGTERM);
            assertThat(exit.output()).contains("Task 'mail-42' of group 'orders' failed");
        }
    }

    private static ChildJvm.Exit exitOf(Class<?> main, String... arguments) throws Exception {
        try (ChildJvm child = start(main, arguments)) {
            return child.awaitExit();
        }
    }

    private static ChildJvm start(Class<?> main, String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--spring.main.web-application-type=none";
        return ChildJvm.start(main, all);
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Batch {

        private static volatile @Nullable ConfigurableApplicationContext running;

        public static void main(String[] args) throws InterruptedException {
            Runtime.getRuntime().addShutdownHook(new Thread(Batch::otherHook));
            ConfigurableApplicationContext context = start(args);
            running = context;
            Group orders = context.getBean(Group.class);
            boolean succeeds = context.getEnvironment().containsProperty("succeed");
            orders.startWithChannel("mail-42", orders.stopChannel(), stop -> {
                Fixtures.await(stop);
                if (context.getEnvironment().containsProperty("leave-a-thread")) {
                    new Thread(Batch::stay, "left behind").start();
                }
                if (!succeeds) {
                    throw new IllegalStateException("on purpose");
                }
            });
            orders.startWithChannel("other", orders.stopChannel(), stop -> {
                Fixtures.await(stop);
                await(context, orders);
                System.out.println("the other task has ended");
            });
            switch (args[0]) {
                case "exit" -> System.exit(SpringApplication.exit(context));
                case "exit-7" -> System.exit(7);
                case "stay" -> {
                    System.out.println("stays");
                    Thread.currentThread().join();
                }
                default -> {}
            }
        }

        private static ConfigurableApplicationContext start(String... args) throws InterruptedException {
            SpringApplication application = new SpringApplication(Batch.class);
            List<String> arguments = List.of(args);
            application.setRegisterShutdownHook(!arguments.contains("--no-hook"));
            if (!arguments.contains("--daemon")) {
                return application.run(args);
            }
            CompletableFuture<ConfigurableApplicationContext> started = new CompletableFuture<>();
            Thread starter = new Thread(() -> started.complete(application.run(args)));
            starter.setDaemon(true);
            starter.start();
            return started.join();
        }

        /** Ends after the task that fails, so that the application is still closing when it does. */
        private static void await(ConfigurableApplicationContext context, Group orders) {
            while (orders.counts().completed() + orders.counts().failed() == 0 && context.isActive()) {
                Thread.onSpinWait();
            }
        }

        private static void stay() {
            while (true) {
                LockSupport.park();
            }
        }

        /** Ends after Spring's has closed the application. */
        private static void otherHook() {
            ConfigurableApplicationContext context = Objects.requireNonNull(running);
            while (context.isActive()) {
                Thread.onSpinWait();
            }
            System.out.println("another hook is done");
        }
    }
}
