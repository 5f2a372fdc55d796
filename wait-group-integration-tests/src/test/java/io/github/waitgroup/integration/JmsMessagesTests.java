package io.github.waitgroup.integration;

import io.github.waitgroup.Group;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.jms.annotation.JmsListener;

/** A real SIGTERM amid the messages of a queue, with no property set: nothing is lost, and nothing comes twice. */
class JmsMessagesTests {

    @Test
    void messagesAreAcknowledgedBeforeTheEnd() throws Exception {
        List<String> orders = List.of("order-0", "order-1", "order-2", "order-3", "order-4", "order-5", "order-6");
        try (JmsBroker broker = JmsBroker.start()) {
            broker.send("orders", orders.toArray(String[]::new));
            String[] arguments = Arguments.join(broker.arguments(), Library.argument(Library.JMS));
            try (ChildJvm child = ChildJvm.start(Reader.class, arguments)) {
                Reading.assertNothingIsLostOrRepeated(child, orders, () -> broker.take("orders"));
            }
        }
    }

    @EnableAutoConfiguration
    static class Reader {

        private final Group group;

        Reader(Group group) {
            this.group = group;
        }

        public static void main(String[] arguments) {
            SpringApplication.run(Reader.class, arguments);
        }

        @JmsListener(destination = "orders")
        void read(String order) {
            Reading.read(order, group);
        }
    }
}
