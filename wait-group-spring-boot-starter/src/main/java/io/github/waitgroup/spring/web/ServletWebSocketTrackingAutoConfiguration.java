package io.github.waitgroup.spring.web;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/** Auto-configuration that makes the WebSocket sessions of a servlet application tasks of the group {@code http}. */
@AutoConfiguration(after = ServletTrackingAutoConfiguration.class)
@ConditionalOnClass(WebSocketHttpRequestHandler.class)
@ConditionalOnBean(ServletTrackingFilter.class)
public final class ServletWebSocketTrackingAutoConfiguration {

    /** Called by Spring. */
    public ServletWebSocketTrackingAutoConfiguration() {}

    @Bean
    ServletWebSocketHandshakes httpTrackingHandshakes(RequestGate gate) {
        return new ServletWebSocketHandshakes(gate);
    }
}
