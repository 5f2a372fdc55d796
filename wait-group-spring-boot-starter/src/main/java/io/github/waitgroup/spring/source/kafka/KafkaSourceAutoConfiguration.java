package io.github.waitgroup.spring.source.kafka;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties.Sources;
import io.github.waitgroup.spring.source.SourceGroups;
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
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

/** Auto-configuration of the source of Kafka listeners: records are tasks of the group {@code kafka-listeners}. */
@AutoConfiguration(
        after = WaitGroupAutoConfiguration.class,
        afterName = "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration")
@ConditionalOnClass(AbstractMessageListenerContainer.class)
@ConditionalOnBean(GroupRegistry.class)
@Conditional(KafkaSourceAutoConfiguration.OnListeners.class)
@ConditionalOnBooleanProperty(name = "wait-group.sources.kafka.enabled", matchIfMissing = true)
public final class KafkaSourceAutoConfiguration {

    private static final String GROUP_BEAN = "kafkaListenersGroup";

    /** Called by Spring. */
    public KafkaSourceAutoConfiguration() {}

    @Bean(name = GROUP_BEAN, defaultCandidate = false)
    @ConditionalOnMissingBean(name = GROUP_BEAN, search = SearchStrategy.CURRENT)
    Group kafkaListenersGroup(ObjectProvider<FailureHandler> handler) {
        return SourceGroups.create(Sources.KAFKA, handler);
    }

    @Bean
    KafkaListenerTracking kafkaListenerTracking(
            @Qualifier(GROUP_BEAN) Group group, ConfigurableListableBeanFactory beanFactory) {
        return new KafkaListenerTracking(group, beanFactory);
    }

    /** Whether there may be listeners: of endpoints, or of containers that are beans. */
    static final class OnListeners extends AnyNestedCondition {

        OnListeners() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnBean(KafkaListenerEndpointRegistry.class)
        static final class OnEndpoints {}

        @ConditionalOnBean(AbstractMessageListenerContainer.class)
        static final class OnContainers {}
    }
}
