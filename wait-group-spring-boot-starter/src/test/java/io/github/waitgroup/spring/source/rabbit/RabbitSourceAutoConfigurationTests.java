package io.github.waitgroup.spring.source.rabbit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class RabbitSourceAutoConfigurationTests {

    private static final String GROUP = "rabbit-listeners";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(WaitGroupAutoConfiguration.class, RabbitSourceAutoConfiguration.class))
            .withBean(RabbitListenerEndpointRegistry.class);

    @Test
    void listenersHaveAGroupBesideTheDefaultGroup() {
        runner.run(context -> {
            assertThat(context.getBean(GroupRegistry.class).managed())
                    .extracting(managed -> managed.group().name())
                    .containsExactlyInAnyOrder("default", GROUP);
            assertThat(context).hasSingleBean(RabbitListenerTracking.class);
            assertThat(context.getBean(Group.class).name()).isEqualTo("default");
        });
    }

    @Test
    void backsOffWithoutTheLibrary() {
        runner.withClassLoader(new FilteredClassLoader(AbstractMessageListenerContainer.class))
                .run(context -> assertThat(context).doesNotHaveBean(RabbitListenerTracking.class));
    }

    @Test
    void backsOffWithoutListeners() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(WaitGroupAutoConfiguration.class, RabbitSourceAutoConfiguration.class))
                .run(context -> assertThat(context).doesNotHaveBean(RabbitListenerTracking.class));
    }

    @Test
    void backsOffIfSwitchedOff() {
        runner.withPropertyValues("wait-group.sources.rabbit.enabled=false").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context).doesNotHaveBean(RabbitListenerTracking.class);
            assertThat(context).doesNotHaveBean("rabbitListenersGroup");
        });
    }

    @Test
    void groupOfTheApplicationWins() {
        Group own = new Group("own");
        runner.withBean("rabbitListenersGroup", Group.class, () -> own)
                .run(context ->
                        assertThat(context.getBean("rabbitListenersGroup")).isSameAs(own));
    }
}
