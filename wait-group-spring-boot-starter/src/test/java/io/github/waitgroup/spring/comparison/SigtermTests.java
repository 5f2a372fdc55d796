package io.github.waitgroup.spring.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.ChildJvm;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.task.AsyncTaskExecutor;

/** A real JVM, a real SIGTERM, and a task that hangs: does the log name it? */
class SigtermTests {

    @Test
    void springDoesNotNameTheTask() throws Exception {
        ChildJvm.Exit exit = terminate(
                Plain.class,
                "--spring.lifecycle.timeout-per-shutdown-phase=1s",
                "--spring.task.execution.shutdown.await-termination=true",
                "--spring.task.execution.shutdown.await-termination-period=1s");
        assertThat(exit.code()).isEqualTo(ChildJvm.EXIT_CODE_OF_SIGTERM);
        assertThat(exit.output())
                .contains("Timed out while waiting for executor 'applicationTaskExecutor' to terminate")
                .doesNotContain("mail-42", Hanging.class.getSimpleName());
    }

    @Test
    void starterNamesTheTaskWithItsStack() throws Exception {
        ChildJvm.Exit exit = terminate(Ours.class, "--wait-group.groups.orders.timeout=1s");
        assertThat(exit.code()).isEqualTo(ChildJvm.EXIT_CODE_OF_SIGTERM);
        assertThat(exit.output())
                .contains("Group 'orders' has not drained: 1 task still active")
                .contains("task 'mail-42'", Hanging.class.getName() + ".run(");
    }

    private static ChildJvm.Exit terminate(Class<?> main, String... arguments) throws InterruptedException {
        try (ChildJvm child = ChildJvm.start(main, arguments)) {
            child.awaitLine(Hanging.READY);
            child.terminate();
            return child.awaitExit();
        }
    }

    /** Hands the task to Boot's executor. */
    @EnableAutoConfiguration(excludeName = "io.github.waitgroup.spring.WaitGroupAutoConfiguration")
    static class Plain {

        public static void main(String[] arguments) {
            start(Plain.class, arguments).getBean(AsyncTaskExecutor.class).execute(new Hanging());
        }
    }

    /** Hands the task to a group. */
    @EnableAutoConfiguration
    static class Ours {

        public static void main(String[] arguments) {
            start(Ours.class, arguments).getBean(Group.class).start("mail-42", new Hanging()::run);
        }
    }

    private static ConfigurableApplicationContext start(Class<?> main, String[] arguments) {
        SpringApplication application = new SpringApplication(main);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setKeepAlive(true);
        return application.run(arguments);
    }

    /** Ends never, and ignores interrupts. */
    private static final class Hanging implements Runnable {

        static final String READY = "the task runs";

        @Override
        public void run() {
            System.out.println(READY);
            while (true) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException ignored) {
                    // that is what is being tested
                }
            }
        }
    }
}
