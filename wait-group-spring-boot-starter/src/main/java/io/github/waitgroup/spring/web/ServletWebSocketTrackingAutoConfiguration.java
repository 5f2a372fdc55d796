package io.github.waitgroup.spring.web;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/**
 * Auto-configuration that makes the WebSocket sessions of a servlet application tasks of the group {@code http}, where its
 * requests are.
 */
@AutoConfiguration(after = ServletTrackingAutoConfiguration.class)
@ConditionalOnClass(WebSocketHttpRequestHandler.class)
@ConditionalOnBean(ServletTrackingFilter.class)
public final class ServletWebSocketTrackingAutoConfiguration {

    /** Called by Spring. */
    public ServletWebSocketTrackingAutoConfiguration() {}

    @Bean
    ServletWebSocketHandshakes httpWebSocketHandshakes(
            @Qualifier(Web.GROUP_BEAN) Group group, LongRunningRequests longRunning) {
        return new ServletWebSocketHandshakes(group, longRunning);
    }
}
