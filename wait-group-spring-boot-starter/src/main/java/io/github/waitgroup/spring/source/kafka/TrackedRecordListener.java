package io.github.waitgroup.spring.source.kafka;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.AcknowledgingConsumerAwareMessageListener;
import org.springframework.kafka.listener.ConsumerSeekAware;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.listener.adapter.AbstractDelegatingMessageListenerAdapter;
import org.springframework.kafka.support.Acknowledgment;

/** A listener of records, each of which is a task while the listener has it. */
final class TrackedRecordListener<K, V> extends AbstractDelegatingMessageListenerAdapter<MessageListener<K, V>>
        implements AcknowledgingConsumerAwareMessageListener<K, V> {

    // The container calls the method that suits the listener at the end of the chain of delegates.

    private final KafkaDeliveries deliveries;

    TrackedRecordListener(MessageListener<K, V> listener, KafkaDeliveries deliveries) {
        super(listener);
        this.deliveries = deliveries;
    }

    @Override
    public void onMessage(ConsumerRecord<K, V> record) {
        onMessage(record, null, null);
    }

    @Override
    public void onMessage(ConsumerRecord<K, V> record, @Nullable Acknowledgment acknowledgment) {
        onMessage(record, acknowledgment, null);
    }

    @Override
    public void onMessage(ConsumerRecord<K, V> record, @Nullable Consumer<?, ?> consumer) {
        onMessage(record, null, consumer);
    }

    @Override
    public void onMessage(
            ConsumerRecord<K, V> record, @Nullable Acknowledgment acknowledgment, @Nullable Consumer<?, ?> consumer) {
        deliveries.deliver(record, acknowledgment, settlement -> deliver(record, settlement, consumer));
    }

    private void deliver(
            ConsumerRecord<K, V> record, @Nullable Acknowledgment acknowledgment, @Nullable Consumer<?, ?> consumer) {
        switch (delegateType) {
            case ACKNOWLEDGING_CONSUMER_AWARE -> delegate.onMessage(record, acknowledgment, consumer);
            case ACKNOWLEDGING -> delegate.onMessage(record, acknowledgment);
            case CONSUMER_AWARE -> delegate.onMessage(record, consumer);
            case SIMPLE -> delegate.onMessage(record);
        }
    }

    @Override
    public void onFirstPoll() {
        if (delegate instanceof ConsumerSeekAware seeking) {
            seeking.onFirstPoll();
        }
    }

    @Override
    public void unregisterSeekCallback() {
        if (delegate instanceof ConsumerSeekAware seeking) {
            seeking.unregisterSeekCallback();
        }
    }
}
