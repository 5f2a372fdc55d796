package io.github.waitgroup.spring.source.kafka;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.source.ListenerName;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.kafka.annotation.KafkaListenerConfigurer;
import org.springframework.kafka.config.KafkaListenerConfigUtils;
import org.springframework.kafka.config.KafkaListenerEndpoint;
import org.springframework.kafka.config.KafkaListenerEndpointRegistrar;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.config.MethodKafkaListenerEndpoint;
import org.springframework.kafka.config.MultiMethodKafkaListenerEndpoint;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.requestreply.ReplyingKafkaOperations;

/**
 * The tracking of Kafka listeners: those of endpoints, such as {@code @KafkaListener} methods, and those of containers
 * that are beans. Replies to a template's own requests are not tracked.
 */
final class KafkaListenerTracking implements KafkaListenerConfigurer, SmartInitializingSingleton {

    /*
     * An interceptor of records would see neither the end of an asynchronous result nor an Error, and a customizer of
     * the application may replace it. So the listener itself is replaced, once its container is complete.
     */

    private final Group group;
    private final ConfigurableListableBeanFactory beanFactory;

    KafkaListenerTracking(Group group, ConfigurableListableBeanFactory beanFactory) {
        this.group = group;
        this.beanFactory = beanFactory;
    }

    @Override
    public void configureKafkaListeners(KafkaListenerEndpointRegistrar registrar) {
        KafkaListenerEndpointRegistry registry = registrar.getEndpointRegistry();
        if (registry == null) { // the post-processor would take this one
            registry = beanFactory.getBean(
                    KafkaListenerConfigUtils.KAFKA_LISTENER_ENDPOINT_REGISTRY_BEAN_NAME,
                    KafkaListenerEndpointRegistry.class);
        }
        registrar.setEndpointRegistry(new TrackedKafkaEndpoints(registry, this));
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (String name : beanFactory.getBeanNamesForType(AbstractMessageListenerContainer.class, false, false)) {
            if (beanFactory.containsSingleton(name)) {
                track(beanFactory.getBean(name, AbstractMessageListenerContainer.class), name);
            }
        }
    }

    /** Makes the records of an endpoint's container tasks. */
    void track(MessageListenerContainer container, KafkaListenerEndpoint endpoint) {
        if (container instanceof AbstractMessageListenerContainer<?, ?> listening) {
            track(listening, name(endpoint, listening));
        }
    }

    private void track(AbstractMessageListenerContainer<?, ?> container, String name) {
        ContainerProperties properties = container.getContainerProperties();
        Object listener = properties.getMessageListener();
        if (listener != null && properties.getAdviceChain().length > 0) {
            Object advised = AopProxyUtils.getSingletonTarget(listener); // the new listener gets the advice again
            listener = advised == null ? listener : advised;
        }
        Object tracked = tracked(listener, new KafkaDeliveries(group, name));
        if (tracked != null) {
            container.setupMessageListener(tracked);
        }
    }

    private static @Nullable Object tracked(@Nullable Object listener, KafkaDeliveries deliveries) {
        if (listener instanceof TrackedRecordListener
                || listener instanceof TrackedBatchListener
                || listener instanceof ReplyingKafkaOperations<?, ?, ?>) { // a template's own replies
            return null;
        }
        if (listener instanceof BatchMessageListener<?, ?> batches) {
            return new TrackedBatchListener<>(batches, deliveries);
        }
        if (listener instanceof MessageListener<?, ?> records) {
            return new TrackedRecordListener<>(records, deliveries);
        }
        return null;
    }

    private static String name(KafkaListenerEndpoint endpoint, AbstractMessageListenerContainer<?, ?> container) {
        if (endpoint instanceof MultiMethodKafkaListenerEndpoint<?, ?> methods) {
            return ListenerName.of(methods.getBean(), null);
        }
        if (endpoint instanceof MethodKafkaListenerEndpoint<?, ?> method) {
            return ListenerName.of(method.getBean(), method.getMethod());
        }
        return container.getListenerId();
    }
}
