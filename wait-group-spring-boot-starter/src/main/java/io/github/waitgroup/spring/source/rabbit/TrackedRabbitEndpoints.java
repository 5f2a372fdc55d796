package io.github.waitgroup.spring.source.rabbit;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.MessageListenerContainer;
import org.springframework.amqp.rabbit.listener.RabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpoint;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;

/** The application's registry of endpoints, through which each container that it makes is tracked. */
final class TrackedRabbitEndpoints extends RabbitListenerEndpointRegistry {

    private final RabbitListenerEndpointRegistry registry;
    private final RabbitListenerTracking tracking;

    TrackedRabbitEndpoints(RabbitListenerEndpointRegistry registry, RabbitListenerTracking tracking) {
        this.registry = registry;
        this.tracking = tracking;
    }

    @Override
    public void registerListenerContainer(RabbitListenerEndpoint endpoint, RabbitListenerContainerFactory<?> factory) {
        registry.registerListenerContainer(endpoint, tracked(factory));
    }

    @Override
    public void registerListenerContainer(
            RabbitListenerEndpoint endpoint, RabbitListenerContainerFactory<?> factory, boolean startImmediately) {
        registry.registerListenerContainer(endpoint, tracked(factory), startImmediately);
    }

    private RabbitListenerContainerFactory<MessageListenerContainer> tracked(
            RabbitListenerContainerFactory<?> factory) {
        return endpoint -> {
            MessageListenerContainer container = factory.createListenerContainer(endpoint);
            if (endpoint != null) {
                tracking.track(container, endpoint);
            }
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

    @Override
    public @Nullable MessageListenerContainer unregisterListenerContainer(String id) {
        return registry.unregisterListenerContainer(id);
    }
}
