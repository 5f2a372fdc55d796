package io.github.waitgroup.spring.source.jms;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.source.ListenerName;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.jms.annotation.JmsListenerConfigurer;
import org.springframework.jms.config.JmsListenerConfigUtils;
import org.springframework.jms.config.JmsListenerEndpoint;
import org.springframework.jms.config.JmsListenerEndpointRegistrar;
import org.springframework.jms.config.JmsListenerEndpointRegistry;
import org.springframework.jms.config.MethodJmsListenerEndpoint;
import org.springframework.jms.listener.AbstractMessageListenerContainer;
import org.springframework.jms.listener.MessageListenerContainer;
import org.springframework.jms.listener.SessionAwareMessageListener;

/**
 * The tracking of JMS listeners: those of endpoints, such as {@code @JmsListener} methods, and those of containers that
 * are beans.
 */
final class JmsListenerTracking implements JmsListenerConfigurer, SmartInitializingSingleton {

    private final Group group;
    private final ConfigurableListableBeanFactory beanFactory;

    JmsListenerTracking(Group group, ConfigurableListableBeanFactory beanFactory) {
        this.group = group;
        this.beanFactory = beanFactory;
    }

    @Override
    public void configureJmsListeners(JmsListenerEndpointRegistrar registrar) {
        JmsListenerEndpointRegistry registry = registrar.getEndpointRegistry();
        if (registry == null) { // the post-processor would take this one
            registry = beanFactory.getBean(
                    JmsListenerConfigUtils.JMS_LISTENER_ENDPOINT_REGISTRY_BEAN_NAME, JmsListenerEndpointRegistry.class);
        }
        registrar.setEndpointRegistry(new TrackedJmsEndpoints(registry, this));
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
    void track(MessageListenerContainer container, JmsListenerEndpoint endpoint) {
        if (container instanceof AbstractMessageListenerContainer listening) {
            track(listening, name(endpoint));
        }
    }

    private void track(AbstractMessageListenerContainer container, String name) {
        Object tracked = tracked(container.getMessageListener(), name + ' ' + destination(container));
        if (tracked != null) {
            container.setMessageListener(tracked);
            acceptWhatIsGone(container);
        }
    }

    private @Nullable Object tracked(@Nullable Object listener, String name) {
        if (listener instanceof TrackedJmsListener) {
            return null;
        }
        if (listener instanceof SessionAwareMessageListener<?> aware) {
            return new TrackedJmsListener.SessionAware<>(aware, name, group);
        }
        if (listener instanceof MessageListener plain) {
            return new TrackedJmsListener.Plain(plain, name, group);
        }
        return null;
    }

    /**
     * Makes the container handle a message that it has received while it stops, if the broker considers the message
     * acknowledged already. By default the container drops it. Of a message that is not acknowledged, the broker
     * delivers another copy.
     */
    private static void acceptWhatIsGone(AbstractMessageListenerContainer container) {
        int mode = container.getSessionAcknowledgeMode();
        boolean isAcknowledged = mode == Session.AUTO_ACKNOWLEDGE || mode == Session.DUPS_OK_ACKNOWLEDGE;
        if (isAcknowledged && !container.isSessionTransacted()) {
            container.setAcceptMessagesWhileStopping(true);
        }
    }

    private static String destination(AbstractMessageListenerContainer container) {
        String name = container.getDestinationName();
        return name != null ? name : String.valueOf(name(container.getDestination()));
    }

    private static @Nullable Object name(@Nullable Destination destination) {
        try {
            if (destination instanceof Queue queue) {
                return queue.getQueueName();
            }
            return destination instanceof Topic topic ? topic.getTopicName() : destination;
        } catch (JMSException unknown) {
            return destination;
        }
    }

    private static String name(JmsListenerEndpoint endpoint) {
        if (endpoint instanceof MethodJmsListenerEndpoint method && method.getBean() != null) {
            return ListenerName.of(method.getBean(), method.getMethod());
        }
        return endpoint.getId();
    }
}
