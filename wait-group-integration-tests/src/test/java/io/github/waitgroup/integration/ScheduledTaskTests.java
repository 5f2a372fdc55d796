package io.github.waitgroup.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

/** A real SIGTERM amid a scheduled method, with one thread for each run, as with virtual threads. */
class ScheduledTaskTests {

    @Test
    void runIsNamedAndEndsBeforeWhatItUsesIsDestroyed() throws Exception {
        ChildJvm.Exit exit = run();
        assertThat(exit.lines()).as(exit.output()).contains("sent by an open connection");
        assertThat(exit.output())
                .contains("Stopping group 'scheduled-tasks': 1 in flight")
                .contains("task 'Sender.send' at " + Applications.class.getName() + ".work")
                .contains("Group 'scheduled-tasks' has drained: 1 task");
    }

    @Test
    void plainSpringDestroysWhatTheRunUses() throws Exception {
        ChildJvm.Exit exit = run(PlainSpring.argument());
        assertThat(exit.lines()).as(exit.output()).doesNotContain("sent by an open connection");
    }

    private static ChildJvm.Exit run(String... arguments) throws Exception {
        String[] all = Arguments.join(
                arguments,
                Library.argument(),
                "--wait-group.groups.scheduled-tasks.timeout=3s",
                "--spring.main.web-application-type=none");
        try (ChildJvm child = ChildJvm.start(Sender.class, all)) {
            child.awaitLine("sending");
            return child.terminate();
        }
    }

    @EnableAutoConfiguration
    @EnableScheduling
    static class Sender implements DisposableBean {

        private volatile boolean open = true;

        public static void main(String[] arguments) {
            SpringApplication.run(Sender.class, arguments);
        }

        @Bean
        SimpleAsyncTaskScheduler taskScheduler() {
            return new SimpleAsyncTaskScheduler();
        }

        @Scheduled(fixedRate = 3_600_000)
        void send() {
            System.out.println("sending");
            Applications.work(Duration.ofSeconds(2));
            System.out.println("sent by " + (open ? "an open" : "a closed") + " connection");
        }

        @Override
        public void destroy() {
            open = false;
        }
    }
}
