package io.github.waitgroup.spring.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.requestreply.ReplyingKafkaTemplate;

class KafkaSourceAutoConfigurationTests {

    private static final String GROUP = "kafka-listeners";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(WaitGroupAutoConfiguration.class, KafkaSourceAutoConfiguration.class))
            .withBean(KafkaListenerEndpointRegistry.class);

    @Test
    void listenersHaveAGroupBesideTheDefaultGroup() {
        runner.run(context -> {
            assertThat(context.getBean(GroupRegistry.class).managed())
                    .extracting(managed -> managed.group().name())
                    .containsExactlyInAnyOrder("default", GROUP);
            assertThat(context).hasSingleBean(KafkaListenerTracking.class);
            assertThat(context.getBean(Group.class).name()).isEqualTo("default");
        });
    }

    @Test
    void backsOffWithoutTheLibrary() {
        runner.withClassLoader(new FilteredClassLoader(AbstractMessageListenerContainer.class))
                .run(context -> assertThat(context).doesNotHaveBean(KafkaListenerTracking.class));
    }

    @Test
    void backsOffWithoutListeners() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(WaitGroupAutoConfiguration.class, KafkaSourceAutoConfiguration.class))
                .run(context -> assertThat(context).doesNotHaveBean(KafkaListenerTracking.class));
    }

    @Test
    void backsOffIfSwitchedOff() {
        runner.withPropertyValues("wait-group.sources.kafka.enabled=false").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context).doesNotHaveBean(KafkaListenerTracking.class);
            assertThat(context).doesNotHaveBean("kafkaListenersGroup");
        });
    }

    @Test
    void repliesOfATemplateAreNotTracked() {
        ContainerProperties properties = new ContainerProperties("replies");
        KafkaMessageListenerContainer<String, String> replies = new KafkaMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<String, String>(Map.of()), properties);
        replies.setAutoStartup(false);
        ReplyingKafkaTemplate<String, String, String> template =
                new ReplyingKafkaTemplate<>(new DefaultKafkaProducerFactory<>(Map.of()), replies);
        runner.withBean("replies", KafkaMessageListenerContainer.class, () -> replies)
                .run(context -> assertThat(replies.getContainerProperties().getMessageListener())
                        .isSameAs(template));
    }

    @Test
    void listenerOfAContainerThatIsABeanIsTracked() {
        ContainerProperties properties = new ContainerProperties("orders");
        properties.setMessageListener((MessageListener<String, String>) record -> {});
        KafkaMessageListenerContainer<String, String> orders = new KafkaMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<String, String>(Map.of()), properties);
        orders.setAutoStartup(false);
        runner.withBean("orders", KafkaMessageListenerContainer.class, () -> orders)
                .run(context -> assertThat(orders.getContainerProperties().getMessageListener())
                        .isInstanceOf(TrackedRecordListener.class));
    }

    @Test
    void groupOfTheApplicationWins() {
        Group own = new Group("own");
        runner.withBean("kafkaListenersGroup", Group.class, () -> own)
                .run(context ->
                        assertThat(context.getBean("kafkaListenersGroup")).isSameAs(own));
    }
}
