package io.github.waitgroup.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.waitgroup.Group;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.ListenerExecutionFailedException;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.listener.RecordInterceptor;
import org.springframework.util.backoff.FixedBackOff;

/** The record or batch that a Kafka listener has is a task, with a real broker. */
@ExtendWith(OutputCaptureExtension.class)
class KafkaListenerTests {

    private static KafkaBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void recordIsNamedByListenerAndPlace() throws Exception {
        broker.send("records", "first");
        try (ConfigurableApplicationContext context = start(Records.class)) {
            ListenerTasks tasks = new ListenerTasks(context, "kafka-listeners");
            Records.GATE.awaitArrival();
            tasks.assertOneIn("read", "Records.read records-0@0");
            Records.GATE.open();
            tasks.awaitEnded(1, 0);
            assertThat(Records.INTERCEPTED).containsExactly("first");
        }
    }

    @Test
    void plainSpringDoesNotNameTheListener(CapturedOutput output) throws Exception {
        broker.send("plain", "first");
        ListenerTasks.assertPlainSpringDoesNotName(
                "readPlain",
                Plain.GATE,
                output,
                Plain.class,
                Library.argument(Library.KAFKA),
                broker.argument(),
                "--spring.kafka.consumer.auto-offset-reset=earliest");
    }

    @Test
    void batchIsNamedByItsFirstRecord() throws Exception {
        broker.send("batches", "a", "b", "c");
        try (ConfigurableApplicationContext context = start(Batches.class)) {
            ListenerTasks tasks = new ListenerTasks(context, "kafka-listeners");
            Batches.GATE.awaitArrival();
            tasks.assertOneIn("readAll", "Batches.readAll batches-0@0 and 2 more");
            Batches.GATE.open();
            tasks.awaitEnded(1, 0);
        }
    }

    @Test
    void recordWithAsynchronousResultIsATaskUntilTheResultIsThere() throws Exception {
        broker.send("futures", "first");
        try (ConfigurableApplicationContext context = start(Futures.class)) {
            ListenerTasks tasks = new ListenerTasks(context, "kafka-listeners");
            tasks.awaitOneInNoThread("Futures.readLater futures-0@0");
            Futures.RESULT.complete(null);
            tasks.awaitEnded(1, 0);
        }
    }

    @Test
    void failureReachesTheErrorHandlerAsWithoutUsAndEachDeliveryIsATask() throws Exception {
        broker.send("failures", "first");
        try (ConfigurableApplicationContext context = start(Failures.class)) {
            Exception failure = Failures.RECOVERED.poll(Applications.FOREVER.toSeconds(), TimeUnit.SECONDS);
            assertThat(failure)
                    .isInstanceOf(ListenerExecutionFailedException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no");
            new ListenerTasks(context, "kafka-listeners").awaitEnded(0, 3);
        }
    }

    @Test
    void recordOfAContainerThatIsABeanIsNamedByTheBean() throws Exception {
        broker.send("beans", "first");
        try (ConfigurableApplicationContext context = start(Container.class)) {
            ListenerTasks tasks = new ListenerTasks(context, "kafka-listeners");
            Container.GATE.awaitArrival();
            tasks.assertOneIn("onMessage", "orderContainer beans-0@0");
            Container.GATE.open();
            tasks.awaitEnded(1, 0);
        }
    }

    @Test
    void recordThatOutlivesTheStopOfItsContainerIsAwaitedAndMayHandOn() throws Exception {
        broker.send("outlived", "first");
        ConfigurableApplicationContext context = start(Outlived.class, "--wait-group.shutdown.timeout=6s");
        CompletableFuture<Void> close;
        try {
            Outlived.GATE.awaitArrival();
            Group group = context.getBean(Group.class);
            close = CompletableFuture.runAsync(context::close);
            await().atMost(Applications.FOREVER).until(() -> group.state() != Group.State.RUNNING);
            new ListenerTasks(context, "kafka-listeners").assertOneIn("read", "Outlived.read outlived-0@0");
        } finally {
            Outlived.GATE.open();
        }
        assertThat(Outlived.HANDED_ON.poll(Applications.FOREVER.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo("first");
        close.join();
    }

    private static ConfigurableApplicationContext start(Class<?> application, String... arguments) {
        return Applications.start(
                application,
                Arguments.join(
                        arguments,
                        Library.argument(Library.KAFKA),
                        broker.argument(),
                        "--spring.kafka.consumer.auto-offset-reset=earliest"));
    }

    @EnableAutoConfiguration
    static class Records {

        static final Gate GATE = new Gate();
        static final BlockingQueue<String> INTERCEPTED = new LinkedBlockingQueue<>();

        @Bean
        RecordInterceptor<Object, Object> interceptor() {
            return (record, consumer) -> {
                INTERCEPTED.add(record.value().toString());
                return record;
            };
        }

        @KafkaListener(topics = "records", groupId = "records", concurrency = "2")
        void read(String order) {
            GATE.pass(order);
        }
    }

    @EnableAutoConfiguration
    static class Outlived {

        static final Gate GATE = new Gate();
        static final BlockingQueue<String> HANDED_ON = new LinkedBlockingQueue<>();

        private final Group group;

        Outlived(Group group) {
            this.group = group;
        }

        @KafkaListener(topics = "outlived", groupId = "outlived")
        void read(String order) {
            GATE.pass(order);
            group.start("follow-up", () -> HANDED_ON.add(order));
        }
    }

    @EnableAutoConfiguration
    static class Plain {

        static final Gate GATE = new Gate();

        @KafkaListener(topics = "plain", groupId = "plain")
        void readPlain(String order) {
            GATE.pass(order);
        }
    }

    @EnableAutoConfiguration
    static class Batches {

        static final Gate GATE = new Gate();

        @KafkaListener(topics = "batches", groupId = "batches", batch = "true")
        void readAll(List<String> orders) {
            GATE.pass(orders.toString());
        }
    }

    @EnableAutoConfiguration
    static class Futures {

        static final CompletableFuture<Void> RESULT = new CompletableFuture<>();

        @KafkaListener(topics = "futures", groupId = "futures")
        CompletableFuture<Void> readLater(String order) {
            return RESULT;
        }
    }

    @EnableAutoConfiguration
    static class Failures {

        static final BlockingQueue<Exception> RECOVERED = new LinkedBlockingQueue<>();

        @Bean
        DefaultErrorHandler errorHandler() {
            return new DefaultErrorHandler((record, failure) -> RECOVERED.add(failure), new FixedBackOff(0, 2));
        }

        @KafkaListener(topics = "failures", groupId = "failures")
        void fail(ConsumerRecord<String, String> order) {
            throw new IllegalStateException("no");
        }
    }

    @EnableAutoConfiguration
    static class Container {

        static final Gate GATE = new Gate();

        @Bean
        ConcurrentMessageListenerContainer<Object, Object> orderContainer(ConsumerFactory<Object, Object> consumers) {
            ContainerProperties properties = new ContainerProperties("beans");
            properties.setGroupId("beans");
            properties.setMessageListener((MessageListener<Object, Object>) Container::onMessage);
            return new ConcurrentMessageListenerContainer<>(consumers, properties);
        }

        private static void onMessage(ConsumerRecord<Object, Object> order) {
            GATE.pass(order.value().toString());
        }
    }
}
