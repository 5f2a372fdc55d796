package io.github.waitgroup.spring.source.websocket;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties.Sources;
import io.github.waitgroup.spring.source.SourceGroups;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;
import org.springframework.messaging.support.AbstractSubscribableChannel;

/** Auto-configuration of the source of STOMP messages, which are tasks of the group {@code websocket-messages}. */
@AutoConfiguration(
        after = WaitGroupAutoConfiguration.class,
        afterName = "org.springframework.boot.websocket.autoconfigure.servlet.WebSocketMessagingAutoConfiguration")
@ConditionalOnClass(SimpAnnotationMethodMessageHandler.class)
@ConditionalOnBean(
        value = GroupRegistry.class,
        name = {"clientInboundChannel", "simpAnnotationMethodMessageHandler"})
@ConditionalOnBooleanProperty(name = "wait-group.sources.websocket.enabled", matchIfMissing = true)
public final class StompSourceAutoConfiguration {

    private static final String GROUP_BEAN = "websocketMessagesGroup";

    /** Called by Spring. */
    public StompSourceAutoConfiguration() {}

    @Bean(name = GROUP_BEAN, defaultCandidate = false)
    @ConditionalOnMissingBean(name = GROUP_BEAN, search = SearchStrategy.CURRENT)
    Group websocketMessagesGroup(ObjectProvider<FailureHandler> handler) {
        return SourceGroups.create(Sources.WEBSOCKET, handler);
    }

    @Bean
    StompMessages stompMessages(
            @Qualifier(GROUP_BEAN) Group group,
            @Qualifier("clientInboundChannel") AbstractSubscribableChannel channel,
            @Qualifier("simpAnnotationMethodMessageHandler") SimpAnnotationMethodMessageHandler handler) {
        return new StompMessages(group, channel, handler);
    }
}
