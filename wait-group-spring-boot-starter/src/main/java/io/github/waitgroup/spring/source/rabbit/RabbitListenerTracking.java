package io.github.waitgroup.spring.source.rabbit;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.source.ListenerName;
import org.springframework.amqp.core.MessageListener;
import org.springframework.amqp.core.MessageListenerContainer;
import org.springframework.amqp.rabbit.annotation.RabbitListenerConfigurer;
import org.springframework.amqp.rabbit.config.RabbitListenerConfigUtils;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.DirectReplyToMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.MethodRabbitListenerEndpoint;
import org.springframework.amqp.rabbit.listener.MultiMethodRabbitListenerEndpoint;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpoint;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistrar;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.amqp.rabbit.support.ListenerContainerAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The tracking of Rabbit listeners: those of endpoints, such as {@code @RabbitListener} methods, and those of
 * containers that are beans. Replies to a template's own requests are not tracked.
 */
final class RabbitListenerTracking implements RabbitListenerConfigurer, SmartInitializingSingleton {

    /*
     * Advice of ours would replace that of a customizer, whose order among all others nobody knows. So the listener
     * itself is replaced, once its container is complete, and the advice stays around it.
     */

    private final Group group;
    private final ConfigurableListableBeanFactory beanFactory;

    RabbitListenerTracking(Group group, ConfigurableListableBeanFactory beanFactory) {
        this.group = group;
        this.beanFactory = beanFactory;
    }

    @Override
    public void configureRabbitListeners(RabbitListenerEndpointRegistrar registrar) {
        RabbitListenerEndpointRegistry registry = registrar.getEndpointRegistry();
        if (registry == null) { // the post-processor would take this one
            registry = beanFactory.getBean(
                    RabbitListenerConfigUtils.RABBIT_LISTENER_ENDPOINT_REGISTRY_BEAN_NAME,
                    RabbitListenerEndpointRegistry.class);
        }
        registrar.setEndpointRegistry(new TrackedRabbitEndpoints(registry, this));
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (String name : beanFactory.getBeanNamesForType(AbstractMessageListenerContainer.class, false, false)) {
            if (beanFactory.containsSingleton(name)) {
                track(beanFactory.getBean(name, AbstractMessageListenerContainer.class), name);
            }
        }
    }

    /** Makes the messages of an endpoint's container tasks. */
    void track(MessageListenerContainer container, RabbitListenerEndpoint endpoint) {
        if (container instanceof AbstractMessageListenerContainer listening) {
            track(listening, name(endpoint, listening));
        }
    }

    private void track(AbstractMessageListenerContainer container, String name) {
        MessageListener listener = container.getMessageListener();
        if (listener != null && !hasReplies(container, listener) && !(listener instanceof TrackedRabbitListener)) {
            container.setMessageListener(TrackedRabbitListener.of(listener, new RabbitDeliveries(group, name)));
        }
    }

    private static boolean hasReplies(AbstractMessageListenerContainer container, MessageListener listener) {
        return container instanceof DirectReplyToMessageListenerContainer || listener instanceof ListenerContainerAware;
    }

    private static String name(RabbitListenerEndpoint endpoint, AbstractMessageListenerContainer container) {
        if (endpoint instanceof MultiMethodRabbitListenerEndpoint methods) {
            return ListenerName.of(methods.getBean(), null);
        }
        if (endpoint instanceof MethodRabbitListenerEndpoint method) {
            return ListenerName.of(method.getBean(), method.getMethod());
        }
        return container.getListenerId();
    }
}
