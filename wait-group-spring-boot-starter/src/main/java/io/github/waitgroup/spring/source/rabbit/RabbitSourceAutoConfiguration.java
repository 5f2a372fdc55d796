package io.github.waitgroup.spring.source.rabbit;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties.Sources;
import io.github.waitgroup.spring.source.SourceGroups;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** Auto-configuration of the source of Rabbit listeners: messages are tasks of the group {@code rabbit-listeners}. */
@AutoConfiguration(
        after = WaitGroupAutoConfiguration.class,
        afterName = "org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration")
@ConditionalOnClass(AbstractMessageListenerContainer.class)
@ConditionalOnBean(GroupRegistry.class)
@Conditional(RabbitSourceAutoConfiguration.OnListeners.class)
@ConditionalOnBooleanProperty(name = "wait-group.sources.rabbit.enabled", matchIfMissing = true)
public final class RabbitSourceAutoConfiguration {

    private static final String GROUP_BEAN = "rabbitListenersGroup";

    /** Called by Spring. */
    public RabbitSourceAutoConfiguration() {}

    @Bean(name = GROUP_BEAN, defaultCandidate = false)
    @ConditionalOnMissingBean(name = GROUP_BEAN, search = SearchStrategy.CURRENT)
    Group rabbitListenersGroup(ObjectProvider<FailureHandler> handler) {
        return SourceGroups.create(Sources.RABBIT, handler);
    }

    @Bean
    RabbitListenerTracking rabbitListenerTracking(
            @Qualifier(GROUP_BEAN) Group group, ConfigurableListableBeanFactory beanFactory) {
        return new RabbitListenerTracking(group, beanFactory);
    }

    /** Whether there may be listeners: of endpoints, or of containers that are beans. */
    static final class OnListeners extends AnyNestedCondition {

        OnListeners() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnBean(RabbitListenerEndpointRegistry.class)
        static final class OnEndpoints {}

        @ConditionalOnBean(AbstractMessageListenerContainer.class)
        static final class OnContainers {}
    }
}
