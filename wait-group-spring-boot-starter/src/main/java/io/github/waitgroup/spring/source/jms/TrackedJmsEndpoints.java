package io.github.waitgroup.spring.source.jms;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jms.config.JmsListenerContainerFactory;
import org.springframework.jms.config.JmsListenerEndpoint;
import org.springframework.jms.config.JmsListenerEndpointRegistry;
import org.springframework.jms.listener.MessageListenerContainer;

/** The application's registry of endpoints, through which each container that it makes is tracked. */
final class TrackedJmsEndpoints extends JmsListenerEndpointRegistry {

    private final JmsListenerEndpointRegistry registry;
    private final JmsListenerTracking tracking;

    TrackedJmsEndpoints(JmsListenerEndpointRegistry registry, JmsListenerTracking tracking) {
        this.registry = registry;
        this.tracking = tracking;
    }

    @Override
    public void registerListenerContainer(JmsListenerEndpoint endpoint, JmsListenerContainerFactory<?> factory) {
        registry.registerListenerContainer(endpoint, tracked(factory));
    }

    @Override
    public void registerListenerContainer(
            JmsListenerEndpoint endpoint, JmsListenerContainerFactory<?> factory, boolean startImmediately) {
        registry.registerListenerContainer(endpoint, tracked(factory), startImmediately);
    }

    private JmsListenerContainerFactory<MessageListenerContainer> tracked(JmsListenerContainerFactory<?> factory) {
        return endpoint -> {
            MessageListenerContainer container = factory.createListenerContainer(endpoint);
            tracking.track(container, endpoint);
            return container;
        };
    }

    @Override
    public @Nullable MessageListenerContainer getListenerContainer(String id) {
        return registry.getListenerContainer(id);
    }

    @Override
    public Set<String> getListenerContainerIds() {
        return registry.getListenerContainerIds();
    }

    @Override
    public Collection<MessageListenerContainer> getListenerContainers() {
        return registry.getListenerContainers();
    }
}
