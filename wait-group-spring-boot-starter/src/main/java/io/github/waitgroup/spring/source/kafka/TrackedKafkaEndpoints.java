package io.github.waitgroup.spring.source.kafka;

import java.util.Collection;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.config.KafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpoint;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.support.TopicPartitionOffset;

/** The application's registry of endpoints, through which each container that it makes is tracked. */
final class TrackedKafkaEndpoints extends KafkaListenerEndpointRegistry {

    private final KafkaListenerEndpointRegistry registry;
    private final KafkaListenerTracking tracking;

    TrackedKafkaEndpoints(KafkaListenerEndpointRegistry registry, KafkaListenerTracking tracking) {
        this.registry = registry;
        this.tracking = tracking;
    }

    @Override
    public void registerListenerContainer(KafkaListenerEndpoint endpoint, KafkaListenerContainerFactory<?> factory) {
        registry.registerListenerContainer(endpoint, new Factory(factory));
    }

    @Override
    public void registerListenerContainer(
            KafkaListenerEndpoint endpoint, KafkaListenerContainerFactory<?> factory, boolean startImmediately) {
        registry.registerListenerContainer(endpoint, new Factory(factory), startImmediately);
    }

    @Override
    public @Nullable MessageListenerContainer getListenerContainer(String id) {
        return registry.getListenerContainer(id);
    }

    @Override
    public Collection<MessageListenerContainer> getListenerContainersMatching(Predicate<String> idMatcher) {
        return registry.getListenerContainersMatching(idMatcher);
    }

    @Override
    public Collection<MessageListenerContainer> getListenerContainersMatching(
            BiPredicate<String, MessageListenerContainer> matcher) {
        return registry.getListenerContainersMatching(matcher);
    }

    @Override
    public @Nullable MessageListenerContainer getUnregisteredListenerContainer(String id) {
        return registry.getUnregisteredListenerContainer(id);
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
    public Collection<MessageListenerContainer> getAllListenerContainers() {
        return registry.getAllListenerContainers();
    }

    @Override
    public @Nullable MessageListenerContainer unregisterListenerContainer(String id) {
        return registry.unregisterListenerContainer(id);
    }

    private final class Factory implements KafkaListenerContainerFactory<MessageListenerContainer> {

        private final KafkaListenerContainerFactory<?> factory;

        Factory(KafkaListenerContainerFactory<?> factory) {
            this.factory = factory;
        }

        @Override
        public MessageListenerContainer createListenerContainer(KafkaListenerEndpoint endpoint) {
            MessageListenerContainer container = factory.createListenerContainer(endpoint);
            tracking.track(container, endpoint);
            return container;
        }

        @Override
        public MessageListenerContainer createContainer(TopicPartitionOffset... topicPartitions) {
            return factory.createContainer(topicPartitions);
        }

        @Override
        public MessageListenerContainer createContainer(String... topics) {
            return factory.createContainer(topics);
        }

        @Override
        public MessageListenerContainer createContainer(Pattern topicPattern) {
            return factory.createContainer(topicPattern);
        }
    }
}
