package io.github.waitgroup.spring.source.integration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeansException;
import org.springframework.beans.DirectFieldAccessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.integration.config.ConsumerEndpointFactoryBean;
import org.springframework.integration.config.SourcePollingChannelAdapterFactoryBean;
import org.springframework.integration.endpoint.AbstractPollingEndpoint;

/** Adds the tracking to each endpoint that polls, before it is started. */
final class TrackedPollers implements BeanPostProcessor {

    private static final Logger logger = LoggerFactory.getLogger(TrackedPollers.class);

    private final Supplier<PollerSource> source;

    /**
     * Creates the processor.
     *
     * @param source the source, which is looked up with the first poll
     */
    TrackedPollers(Supplier<PollerSource> source) {
        this.source = source;
    }

    /** The factories come here even if nobody ever asks for their endpoints, which they have made by then. */
    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof SourcePollingChannelAdapterFactoryBean factory) {
            track(factory.getObject());
        } else if (bean instanceof ConsumerEndpointFactoryBean factory) {
            track(factory.getObject());
        } else {
            track(bean);
        }
        return bean;
    }

    private void track(@Nullable Object bean) {
        if (bean instanceof AbstractPollingEndpoint endpoint) {
            try {
                track(endpoint);
            } catch (BeansException renamed) {
                logger.warn(
                        "The polls of '{}' are no tasks: its advice cannot be read", endpoint.getBeanName(), renamed);
            }
        }
    }

    /** The advice is first, so that a transaction of the poll is a part of the task. It has a setter and no getter. */
    private void track(AbstractPollingEndpoint endpoint) {
        List<Advice> chain = new ArrayList<>();
        if (new DirectFieldAccessor(endpoint).getPropertyValue("adviceChain") instanceof Collection<?> advices) {
            for (Object advice : advices) {
                if (advice instanceof TrackedPoll) {
                    return;
                }
                chain.add((Advice) advice);
            }
        }
        TrackedPoll poll = new TrackedPoll(endpoint, source);
        chain.add(0, poll);
        endpoint.setAdviceChain(chain);
        if (poll.channel() != null) {
            Receipt.addTo(poll.channel());
        }
    }
}
