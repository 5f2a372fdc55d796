package io.github.waitgroup.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.config.ContainerCustomizer;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.listener.DirectMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** The message or batch that a Rabbit listener has is a task, with a real broker. */
@ExtendWith(OutputCaptureExtension.class)
@EnabledForJreRange(max = JRE.JAVA_22, disabledReason = "the broker needs Subject.getSubject")
class RabbitListenerTests {

    private static RabbitBroker broker;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = RabbitBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void messageIsNamedByListenerAndQueue() throws Exception {
        broker.send("messages", "first");
        try (ConfigurableApplicationContext context = start(Messages.class)) {
            ListenerTasks tasks = new ListenerTasks(context, "rabbit-listeners");
            Messages.GATE.awaitArrival();
            tasks.assertOneIn("read", "Messages.read messages");
            Messages.GATE.open();
            tasks.awaitEnded(1, 0);
            assertThat(Messages.ADVISED).hasValue(1);
        }
        assertThat(broker.take("messages")).isEmpty();
    }

    @Test
    void plainSpringDoesNotNameTheListener(CapturedOutput output) throws Exception {
        broker.send("plain", "first");
        ListenerTasks.assertPlainSpringDoesNotName(
                "readPlain", Plain.GATE, output, Plain.class, Library.argument(Library.RABBIT), broker.argument());
    }

    @Test
    void batchIsNamedByItsSize() throws Exception {
        broker.send("batches", "a", "b", "c");
        try (ConfigurableApplicationContext context = start(
                Batches.class,
                "--spring.rabbitmq.listener.simple.consumer-batch-enabled=true",
                "--spring.rabbitmq.listener.simple.batch-size=3")) {
            ListenerTasks tasks = new ListenerTasks(context, "rabbit-listeners");
            Batches.GATE.awaitArrival();
            tasks.assertOneIn("readAll", "Batches.readAll batches and 2 more");
            Batches.GATE.open();
            tasks.awaitEnded(1, 0);
        }
        assertThat(broker.take("batches")).isEmpty();
    }

    @Test
    void messageWithAsynchronousResultIsATaskUntilTheResultIsThere() throws Exception {
        broker.send("futures", "first");
        try (ConfigurableApplicationContext context =
                start(Futures.class, "--spring.rabbitmq.listener.simple.acknowledge-mode=manual")) {
            ListenerTasks tasks = new ListenerTasks(context, "rabbit-listeners");
            tasks.awaitOneInNoThread("Futures.readLater futures");
            Futures.RESULT.complete(null);
            tasks.awaitEnded(1, 0);
        }
        assertThat(broker.take("futures")).isEmpty();
    }

    @Test
    void failedMessageIsDeliveredAgainAsWithoutUs() throws Exception {
        broker.send("failures", "first");
        try (ConfigurableApplicationContext context = start(Failures.class)) {
            new ListenerTasks(context, "rabbit-listeners").awaitEnded(1, 1);
        }
        assertThat(broker.take("failures")).isEmpty();
    }

    @Test
    void messageOfADirectContainerThatIsABeanIsNamedByTheBean() throws Exception {
        broker.send("beans", "first");
        try (ConfigurableApplicationContext context = start(Container.class)) {
            ListenerTasks tasks = new ListenerTasks(context, "rabbit-listeners");
            Container.GATE.awaitArrival();
            tasks.assertOneIn("onMessage", "orderContainer beans");
            Container.GATE.open();
            tasks.awaitEnded(1, 0);
        }
        assertThat(broker.take("beans")).isEmpty();
    }

    private static ConfigurableApplicationContext start(Class<?> application, String... arguments) {
        return Applications.start(
                application, Arguments.join(arguments, Library.argument(Library.RABBIT), broker.argument()));
    }

    @EnableAutoConfiguration
    static class Messages {

        static final Gate GATE = new Gate();
        static final AtomicInteger ADVISED = new AtomicInteger();

        @Bean
        ContainerCustomizer<SimpleMessageListenerContainer> customizer() {
            return container -> container.setAdviceChain((MethodInterceptor) invocation -> {
                ADVISED.incrementAndGet();
                return invocation.proceed();
            });
        }

        @RabbitListener(queues = "messages")
        void read(String order) {
            GATE.pass(order);
        }
    }

    @EnableAutoConfiguration
    static class Plain {

        static final Gate GATE = new Gate();

        @RabbitListener(queues = "plain")
        void readPlain(String order) {
            GATE.pass(order);
        }
    }

    @EnableAutoConfiguration
    static class Batches {

        static final Gate GATE = new Gate();

        @RabbitListener(queues = "batches", batch = "true")
        void readAll(List<String> orders) {
            GATE.pass(orders.toString());
        }
    }

    @EnableAutoConfiguration
    static class Futures {

        static final CompletableFuture<Void> RESULT = new CompletableFuture<>();

        @RabbitListener(queues = "futures")
        CompletableFuture<Void> readLater(String order) {
            return RESULT;
        }
    }

    @EnableAutoConfiguration
    static class Failures {

        @RabbitListener(queues = "failures")
        void failOnce(Message order) {
            if (!order.getMessageProperties().isRedelivered()) {
                throw new IllegalStateException("no");
            }
        }
    }

    @EnableAutoConfiguration
    static class Container {

        static final Gate GATE = new Gate();

        @Bean
        DirectMessageListenerContainer orderContainer(ConnectionFactory connections) {
            DirectMessageListenerContainer container = new DirectMessageListenerContainer(connections);
            container.setQueueNames("beans");
            container.setAcknowledgeMode(AcknowledgeMode.AUTO);
            container.setMessageListener(Container::onMessage);
            return container;
        }

        private static void onMessage(Message order) {
            GATE.pass(order.toString());
        }
    }
}
