package io.github.waitgroup.integration;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.jms.listener.AbstractMessageListenerContainer;
import org.springframework.jms.listener.DefaultMessageListenerContainer;
import org.springframework.jms.listener.SimpleMessageListenerContainer;

/** The message that a JMS listener has is a task, with a real broker. */
@ExtendWith(OutputCaptureExtension.class)
class JmsListenerTests {

    private static JmsBroker broker;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = JmsBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void messageIsNamedByListenerAndQueue() throws Exception {
        broker.send("messages", "first");
        try (ConfigurableApplicationContext context = start(Messages.class)) {
            ListenerTasks tasks = new ListenerTasks(context, "jms-listeners");
            Messages.GATE.awaitArrival();
            tasks.assertOneIn("read", "Messages.read messages");
            Messages.GATE.open();
            tasks.awaitEnded(1, 0);
        }
        assertThat(broker.take("messages")).isEmpty();
    }

    @Test
    void plainSpringDoesNotNameTheListener(CapturedOutput output) throws Exception {
        broker.send("plain", "first");
        ListenerTasks.assertPlainSpringDoesNotName(
                "readPlain",
                Plain.GATE,
                output,
                Plain.class,
                Arguments.join(broker.arguments(), Library.argument(Library.JMS)));
    }

    @Test
    void failedMessageIsDeliveredAgainAsWithoutUs() throws Exception {
        broker.send("failures", "first");
        try (ConfigurableApplicationContext context = start(Failures.class)) {
            new ListenerTasks(context, "jms-listeners").awaitEnded(1, 1);
        }
        assertThat(broker.take("failures")).isEmpty();
    }

    @Test
    void messageOfAContainerThatIsABeanIsNamedByTheBean() throws Exception {
        broker.send("beans", "first");
        try (ConfigurableApplicationContext context = start(Containers.class)) {
            ListenerTasks tasks = new ListenerTasks(context, "jms-listeners");
            Containers.GATE.awaitArrival();
            tasks.assertOneIn("onMessage", "orderContainer beans");
            Containers.GATE.open();
            tasks.awaitEnded(1, 0);
            assertThat(acceptsMessagesWhileStopping(context, "orderContainer"))
                    .as("the broker considers them acknowledged, and the container would drop them")
                    .isTrue();
            assertThat(acceptsMessagesWhileStopping(context, "transacted")).isFalse();
        }
        assertThat(broker.take("beans")).isEmpty();
    }

    private static boolean acceptsMessagesWhileStopping(ConfigurableApplicationContext context, String container) {
        return context.getBean(container, AbstractMessageListenerContainer.class)
                .isAcceptMessagesWhileStopping();
    }

    private static ConfigurableApplicationContext start(Class<?> application) {
        return Applications.start(application, Arguments.join(broker.arguments(), Library.argument(Library.JMS)));
    }

    @EnableAutoConfiguration
    static class Messages {

        static final Gate GATE = new Gate();

        @JmsListener(destination = "messages", concurrency = "2")
        void read(String order) {
            GATE.pass(order);
        }
    }

    @EnableAutoConfiguration
    static class Plain {

        static final Gate GATE = new Gate();

        @JmsListener(destination = "plain")
        void readPlain(String order) {
            GATE.pass(order);
        }
    }

    @EnableAutoConfiguration
    static class Failures {

        @JmsListener(destination = "failures")
        void failOnce(Message order) throws Exception {
            if (!order.getJMSRedelivered()) {
                throw new IllegalStateException("no");
            }
        }
    }

    @EnableAutoConfiguration
    static class Containers {

        static final Gate GATE = new Gate();

        @Bean
        SimpleMessageListenerContainer orderContainer(ConnectionFactory connections) {
            SimpleMessageListenerContainer container = new SimpleMessageListenerContainer();
            container.setConnectionFactory(connections);
            container.setDestinationName("beans");
            container.setMessageListener((MessageListener) Containers::onMessage);
            return container;
        }

        @Bean
        DefaultMessageListenerContainer transacted(ConnectionFactory connections) {
            DefaultMessageListenerContainer container = new DefaultMessageListenerContainer();
            container.setConnectionFactory(connections);
            container.setDestinationName("transacted");
            container.setSessionTransacted(true);
            container.setMessageListener((MessageListener) Containers::onMessage);
            return container;
        }

        private static void onMessage(Message order) {
            GATE.pass(order.toString());
        }
    }
}
