package io.github.waitgroup.spring.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.ChildJvm;
import io.github.waitgroup.spring.Fixtures;
import jakarta.annotation.PostConstruct;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.AsyncTaskExecutor;

/** A check at start-up fails and calls System.exit: what becomes of a task that ends when the application closes? */
class ExitAtStartTests {

    private static final String SENT = "mail-42 was sent";
    private static final int CODE = 3;

    @Test
    void springDoesNotCloseTheApplicationAndTheTaskVanishes() throws Exception {
        ChildJvm.Exit exit = exitOf(Plain.class);
        assertThat(exit.code()).isEqualTo(CODE);
        assertThat(exit.output()).doesNotContain(SENT, "closes");
    }

    @Test
    void starterDrainsTheTask() throws Exception {
        ChildJvm.Exit exit = exitOf(Ours.class);
        assertThat(exit.code()).isEqualTo(CODE);
        assertThat(exit.output())
                .contains(SENT, "Group 'default' has drained: 1 task")
                .containsPattern("The groups have drained in .* s, and the application was not closed")
                .doesNotContain("The application has closed");
    }

    private static ChildJvm.Exit exitOf(Class<?> main) throws InterruptedException {
        try (ChildJvm child = ChildJvm.start(main)) {
            return child.awaitExit();
        }
    }

    private static void start(Class<?> main, String... arguments) {
        SpringApplication application = new SpringApplication(main);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.run(arguments);
    }

    /** Hands the task to Boot's executor. */
    @EnableAutoConfiguration(excludeName = "io.github.waitgroup.spring.WaitGroupAutoConfiguration")
    @Import(PlainMailer.class)
    static class Plain {

        public static void main(String[] arguments) {
            start(Plain.class, arguments);
        }
    }

    /** Hands the task to a group. */
    @EnableAutoConfiguration
    @Import(GroupMailer.class)
    static class Ours {

        public static void main(String[] arguments) {
            start(Ours.class, arguments);
        }
    }

    static final class PlainMailer {

        private final CountDownLatch closing = new CountDownLatch(1);
        private final AsyncTaskExecutor executor;

        PlainMailer(AsyncTaskExecutor applicationTaskExecutor) {
            this.executor = applicationTaskExecutor;
        }

        @PostConstruct
        void start() {
            executor.execute(() -> {
                Fixtures.await(closing);
                System.out.println(SENT);
            });
            System.exit(CODE);
        }

        @EventListener
        void onClose(ContextClosedEvent event) {
            System.out.println("the application closes");
            closing.countDown();
        }
    }

    record GroupMailer(Group group) {

        @PostConstruct
        void start() {
            group.startWithChannel("mail-42", group.stopChannel(), stop -> {
                Fixtures.await(stop);
                System.out.println(SENT);
            });
            System.exit(CODE);
        }
    }
}
