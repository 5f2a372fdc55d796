package io.github.waitgroup.spring.web;

import java.time.Duration;
import org.apache.catalina.connector.Connector;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.context.annotation.Bean;

/** Auto-configuration that has Tomcat answer the connections that it has accepted before it stops. */
@AutoConfiguration(after = {ServletTrackingAutoConfiguration.class, ReactiveTrackingAutoConfiguration.class})
@ConditionalOnClass({Connector.class, TomcatConnectorCustomizer.class})
@ConditionalOnBean(RequestGate.class)
public final class TomcatAutoConfiguration {

    /** Enough for a request that is on its way. The plan of the shutdown counts it as nothing. */
    private static final Duration LIMIT = Duration.ofMillis(100);

    /** Called by Spring. */
    public TomcatAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    TomcatServerSockets tomcatServerSockets() {
        return new TomcatServerSockets(LIMIT);
    }
}
