package io.github.waitgroup.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Time;

/** A real broker, which is its own controller, with its data below {@code target}. */
final class KafkaBroker implements AutoCloseable {

    private final KafkaRaftServer server;
    private final String address;

    private KafkaBroker(KafkaRaftServer server, String address) {
        this.server = server;
        this.address = address;
    }

    static KafkaBroker start() {
        try {
            String address = freeAddress();
            Map<String, String> settings = settings(address, freeAddress());
            format(settings);
            KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
            server.startup();
            return new KafkaBroker(server, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The argument with the address of the broker. */
    String argument() {
        return "--spring.kafka.bootstrap-servers=" + address;
    }

    /** Sends messages to a topic, and creates it. */
    void send(String topic, String... messages) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", address), new StringSerializer(), new StringSerializer())) {
            List<Future<?>> sent = new ArrayList<>();
            for (String message : messages) {
                sent.add(producer.send(new ProducerRecord<>(topic, message)));
            }
            for (Future<?> message : sent) {
                message.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("cannot send to " + topic, e);
        }
    }

    private static Map<String, String> settings(String address, String controller) throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@" + controller);
        settings.put("listeners", "PLAINTEXT://" + address + ",CONTROLLER://" + controller);
        settings.put("advertised.listeners", "PLAINTEXT://" + address);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put(
                "log.dirs",
                Files.createTempDirectory(Path.of("target"), "kafka").toString());
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        return settings;
    }

    private static void format(Map<String, String> settings) throws IOException {
        Path file = Path.of(settings.get("log.dirs"), "server.properties");
        Files.writeString(
                file,
                settings.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("\n")));
        StorageTool.execute(
                new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()}, System.out);
    }

    private static String freeAddress() throws IOException {
        return "localhost:" + Ports.free();
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
