package io.github.waitgroup.integration;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.qpid.server.SystemLauncher;

/**
 * A real broker that speaks RabbitMQ's protocol: Apache Qpid, in memory. It does not run on JDK 24 and later, where
 * {@code Subject.getSubject} throws.
 */
final class RabbitBroker implements AutoCloseable {

    private final SystemLauncher launcher;
    private final ConnectionFactory factory = new ConnectionFactory();

    private RabbitBroker(SystemLauncher launcher, int port) {
        this.launcher = launcher;
        factory.setHost("localhost");
        factory.setPort(port);
    }

    static RabbitBroker start() throws Exception {
        int port = Ports.free();
        SystemLauncher launcher = new SystemLauncher();
        launcher.startup(Map.of(
                "type",
                "Memory",
                "initialConfigurationLocation",
                RabbitBroker.class.getResource("/qpid.json").toExternalForm(),
                "startupLoggedToSystemOut",
                "false",
                "context",
                Map.of("qpid.amqp_port", Integer.toString(port))));
        return new RabbitBroker(launcher, port);
    }

    /** The argument with the port of the broker. */
    String argument() {
        return "--spring.rabbitmq.port=" + factory.getPort();
    }

    /** Sends messages to a queue, and creates it. */
    void send(String queue, String... messages) throws Exception {
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            channel.queueDeclare(queue, true, false, false, null);
            channel.confirmSelect();
            for (String message : messages) {
                channel.basicPublish("", queue, null, message.getBytes(StandardCharsets.UTF_8));
            }
            channel.waitForConfirmsOrDie(Applications.FOREVER.toMillis());
        }
    }

    /** Takes all messages from a queue. */
    List<String> take(String queue) throws Exception {
        List<String> messages = new ArrayList<>();
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            for (GetResponse got = channel.basicGet(queue, true); got != null; got = channel.basicGet(queue, true)) {
                messages.add(new String(got.getBody(), StandardCharsets.UTF_8));
            }
        }
        return messages;
    }

    @Override
    public void close() {
        launcher.shutdown();
    }
}
