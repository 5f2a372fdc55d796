package io.github.waitgroup.spring.source.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jms.config.JmsListenerEndpointRegistry;
import org.springframework.jms.listener.AbstractMessageListenerContainer;

class JmsSourceAutoConfigurationTests {

    private static final String GROUP = "jms-listeners";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(WaitGroupAutoConfiguration.class, JmsSourceAutoConfiguration.class))
            .withBean(JmsListenerEndpointRegistry.class);

    @Test
    void listenersHaveAGroupBesideTheDefaultGroup() {
        runner.run(context -> {
            assertThat(context.getBean(GroupRegistry.class).managed())
                    .extracting(managed -> managed.group().name())
                    .containsExactlyInAnyOrder("default", GROUP);
            assertThat(context).hasSingleBean(JmsListenerTracking.class);
            assertThat(context.getBean(Group.class).name()).isEqualTo("default");
        });
    }

    @Test
    void backsOffWithoutTheLibrary() {
        runner.withClassLoader(new FilteredClassLoader(AbstractMessageListenerContainer.class))
                .run(context -> assertThat(context).doesNotHaveBean(JmsListenerTracking.class));
    }

    @Test
    void backsOffWithoutListeners() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(WaitGroupAutoConfiguration.class, JmsSourceAutoConfiguration.class))
                .run(context -> assertThat(context).doesNotHaveBean(JmsListenerTracking.class));
    }

    @Test
    void backsOffIfSwitchedOff() {
        runner.withPropertyValues("wait-group.sources.jms.enabled=false").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context).doesNotHaveBean(JmsListenerTracking.class);
            assertThat(context).doesNotHaveBean("jmsListenersGroup");
        });
    }

    @Test
    void groupOfTheApplicationWins() {
        Group own = new Group("own");
        runner.withBean("jmsListenersGroup", Group.class, () -> own)
                .run(context -> assertThat(context.getBean("jmsListenersGroup")).isSameAs(own));
    }
}
