package io.github.waitgroup.spring.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.ChildJvm;
import io.github.waitgroup.spring.Fixtures;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

/** {@code @Async} methods that run when a real SIGTERM comes. */
class AsyncSignalTests {

    private static final int TASKS = 200;

    @Test
    void everyAcceptedCallEnds() throws InterruptedException {
        try (ChildJvm child = ChildJvm.start(
                Mailing.class,
                "--wait-group.async.enabled=true",
                "--wait-group.groups.async.timeout=50s",
                "--wait-group.shutdown.timeout=55s",
                "--spring.threads.virtual.enabled=true",
                "--spring.main.web-application-type=none",
                "--spring.main.keep-alive=true")) {
            child.awaitLine("all are accepted");
            child.terminate();
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.lines().stream().filter(line -> line.startsWith("sent ")))
                    .as(exit.output())
                    .hasSize(TASKS);
            assertThat(exit.output())
                    .contains("Stopping group 'async': " + TASKS + " in flight")
                    .contains("Group 'async' has drained: " + TASKS + " tasks in ");
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @EnableAsync
    static class Mailing {

        public static void main(String[] args) {
            Mailer mailer = SpringApplication.run(Mailing.class, args).getBean(Mailer.class);
            for (int mail = 0; mail < TASKS; mail++) {
                mailer.send(mail);
            }
            System.out.println("all are accepted");
        }

        @Bean
        Mailer mailer(@Qualifier("asyncGroup") Group group) {
            return new Mailer(group);
        }
    }

    static class Mailer {

        private final Group group;

        Mailer(Group group) {
            this.group = group;
        }

        /** Runs until the group signals its tasks. */
        @Async
        public void send(int mail) {
            Fixtures.await(group.stopChannel());
            System.out.println("sent " + mail);
        }
    }
}
