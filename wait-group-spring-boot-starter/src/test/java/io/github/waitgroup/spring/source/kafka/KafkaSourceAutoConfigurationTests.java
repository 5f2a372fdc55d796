package io.github.waitgroup.spring.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

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
    void groupOfTheApplicationWins() {
        Group own = new Group("own");
        runner.withBean("kafkaListenersGroup", Group.class, () -> own)
                .run(context ->
                        assertThat(context.getBean("kafkaListenersGroup")).isSameAs(own));
    }
}
