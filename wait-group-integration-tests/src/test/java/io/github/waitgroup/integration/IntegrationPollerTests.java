package io.github.waitgroup.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.MessageChannels;
import org.springframework.integration.dsl.Pollers;

/** A real SIGTERM while a poller handles a message, and another one has messages in its queue. */
class IntegrationPollerTests {

    private static final String[] ALL = {"handled order 1", "handled order 2", "handled order 3"};

    @Test
    void messagesInHandAndInTheQueueAreHandledAndNoMoreAreFetched() throws Exception {
        ChildJvm.Exit exit = run();
        assertThat(exit.stream().filter(line -> line.startsWith("handled")))
                .as(exit.output())
                .containsExactly(ALL);
        assertThat(exit.output())
                .contains("Source 'integrationPollers' takes no more work")
                .contains("Group 'integration-pollers' has drained")
                .doesNotContain("interrupted", "fetched order 4", "has not drained");
    }

    @Test
    void plainSpringInterruptsTheMessageInHand() throws Exception {
        ChildJvm.Exit exit = run(PlainSpring.argument());
        assertThat(exit.lines()).as(exit.output()).contains("interrupted");
        assertThat(exit.lines()).as("the message in hand is lost").isNotEmpty().doesNotContainSequence(ALL);
    }

    private static ChildJvm.Exit run(String... arguments) throws Exception {
        String[] all = Arguments.join(
                arguments,
                Library.argument(Library.INTEGRATION),
                "--spring.task.scheduling.pool.size=2",
                "--spring.main.web-application-type=none");
        try (ChildJvm child = ChildJvm.start(Orders.class, all)) {
            child.awaitLine("fetched order 3");
            return child.terminate();
        }
    }

    /** One poller fetches orders into a queue with one place, before which it waits; the other one handles them. */
    @EnableAutoConfiguration
    static class Orders {

        private final AtomicInteger fetched = new AtomicInteger();

        public static void main(String[] arguments) {
            SpringApplication.run(Orders.class, arguments);
        }

        @Bean
        IntegrationFlow fetching() {
            return IntegrationFlow.fromSupplier(this::fetch, source -> source.poller(Pollers.fixedDelay(1)))
                    .channel(MessageChannels.queue("orders", 1))
                    .handle(
                            message -> handle(message.getPayload()),
                            handler -> handler.id("handling").poller(Pollers.fixedDelay(1)))
                    .get();
        }

        private String fetch() {
            String order = "order " + fetched.incrementAndGet();
            System.out.println("fetched " + order);
            return order;
        }

        private void handle(Object order) {
            try {
                assertThat(new CountDownLatch(1).await(700, TimeUnit.MILLISECONDS))
                        .isFalse();
            } catch (InterruptedException e) {
                System.out.println("interrupted");
                return;
            }
            System.out.println("handled " + order);
        }
    }
}
