package io.github.waitgroup.sample.delivery;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the listeners work.
 *
 * @param maxDelay how long a listener works on an order at most
 */
@ConfigurationProperties("sample.listener")
record ListenerProperties(@DefaultValue("200ms") Duration maxDelay) {}
