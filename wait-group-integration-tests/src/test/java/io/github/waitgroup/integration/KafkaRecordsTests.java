package io.github.waitgroup.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.kafka.annotation.KafkaListener;

/** A real SIGTERM amid a batch of records, with no property set: the batch is finished and nothing comes twice. */
class KafkaRecordsTests {

    private static final String[] ORDERS = {"order-0", "order-1", "order-2", "order-3", "order-4", "order-5"};

    @Test
    void recordsAreCommittedBeforeTheEndAndNotRepeatedByTheNextStart() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start()) {
            broker.send("records", ORDERS);
            ChildJvm.Exit first = runUntil("begins order-2", broker);
            List<String> finished = startingWith("ends ", first);
            assertThat(finished).as(first.output()).hasSizeGreaterThanOrEqualTo(3);
            assertThat(startingWith("follow-up of ", first)).as(first.output()).hasSameSizeAs(finished);
            assertThat(first.output()).doesNotContain("refused");

            broker.send("records", "last");
            ChildJvm.Exit second = runUntil("ends last", broker);
            assertThat(startingWith("ends ", second))
                    .as(second.output())
                    .hasSize(ORDERS.length - finished.size() + 1)
                    .doesNotContainAnyElementsOf(finished);
        }
    }

    private static ChildJvm.Exit runUntil(String line, KafkaBroker broker) throws Exception {
        try (ChildJvm child = ChildJvm.start(Reader.class, Library.argument(Library.KAFKA), broker.argument())) {
            child.awaitLine(line);
            return child.terminate();
        }
    }

    private static List<String> startingWith(String prefix, ChildJvm.Exit exit) {
        return exit.stream().filter(line -> line.startsWith(prefix)).toList();
    }

    /** Takes a second for each record, and hands a follow-up to a group. */
    @EnableAutoConfiguration
    static class Reader {

        private final Group group;

        Reader(Group group) {
            this.group = group;
        }

        public static void main(String[] arguments) {
            SpringApplication.run(Reader.class, arguments);
        }

        @KafkaListener(topics = "records", groupId = "records", properties = "auto.offset.reset=earliest")
        void read(String order) {
            System.out.println("begins " + order);
            Applications.work(Duration.ofSeconds(1));
            group.start("follow-up", () -> System.out.println("follow-up of " + order));
            System.out.println("ends " + order);
        }
    }
}
