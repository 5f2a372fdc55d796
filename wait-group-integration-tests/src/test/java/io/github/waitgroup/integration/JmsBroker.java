package io.github.waitgroup.integration;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** A real broker, Artemis in memory, for applications in other JVMs. */
final class JmsBroker implements AutoCloseable {

    private final EmbeddedActiveMQ server;
    private final String address;

    private JmsBroker(EmbeddedActiveMQ server, String address) {
        this.server = server;
        this.address = address;
    }

    static JmsBroker start() throws Exception {
        String address = "tcp://localhost:" + Ports.free();
        EmbeddedActiveMQ server = new EmbeddedActiveMQ();
        server.setConfiguration(new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .addAcceptorConfiguration("tcp", address));
        server.start();
        return new JmsBroker(server, address);
    }

    /** The arguments with the address of the broker. */
    String[] arguments() {
        return new String[] {"--spring.artemis.mode=native", "--spring.artemis.broker-url=" + address};
    }

    void send(String queue, String... messages) {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(address);
                JMSContext context = factory.createContext()) {
            for (String message : messages) {
                context.createProducer().send(context.createQueue(queue), message);
            }
        }
    }

    /** Takes all messages from a queue. */
    List<String> take(String queue) {
        List<String> messages = new ArrayList<>();
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(address);
                JMSContext context = factory.createContext();
                JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
            for (String message = consumer.receiveBody(String.class, 500);
                    message != null;
                    message = consumer.receiveBody(String.class, 500)) {
                messages.add(message);
            }
        }
        return messages;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
