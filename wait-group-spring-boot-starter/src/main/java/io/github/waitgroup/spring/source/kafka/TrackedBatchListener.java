package io.github.waitgroup.spring.source.kafka;

import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.BatchAcknowledgingConsumerAwareMessageListener;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConsumerSeekAware;
import org.springframework.kafka.listener.adapter.AbstractDelegatingMessageListenerAdapter;
import org.springframework.kafka.support.Acknowledgment;

/** A listener of batches, each of which is a task while the listener has it. */
final class TrackedBatchListener<K, V> extends AbstractDelegatingMessageListenerAdapter<BatchMessageListener<K, V>>
        implements BatchAcknowledgingConsumerAwareMessageListener<K, V> {

    private final KafkaDeliveries deliveries;

    TrackedBatchListener(BatchMessageListener<K, V> listener, KafkaDeliveries deliveries) {
        super(listener);
        this.deliveries = deliveries;
    }

    @Override
    public boolean wantsPollResult() {
        return delegate.wantsPollResult();
    }

    @Override
    public void onMessage(
            ConsumerRecords<K, V> records, @Nullable Acknowledgment acknowledgment, Consumer<K, V> consumer) {
        deliveries.deliver(
                records,
                records.count(),
                acknowledgment,
                settlement -> delegate.onMessage(records, settlement, consumer));
    }

    @Override
    public void onMessage(List<ConsumerRecord<K, V>> records) {
        onMessage(records, null, null);
    }

    @Override
    public void onMessage(List<ConsumerRecord<K, V>> records, @Nullable Acknowledgment acknowledgment) {
        onMessage(records, acknowledgment, null);
    }

    @Override
    public void onMessage(List<ConsumerRecord<K, V>> records, @Nullable Consumer<?, ?> consumer) {
        onMessage(records, null, consumer);
    }

    @Override
    public void onMessage(
            List<ConsumerRecord<K, V>> records,
            @Nullable Acknowledgment acknowledgment,
            @Nullable Consumer<?, ?> consumer) {
        deliveries.deliver(
                records, records.size(), acknowledgment, settlement -> deliver(records, settlement, consumer));
    }

    private void deliver(
            List<ConsumerRecord<K, V>> records,
            @Nullable Acknowledgment acknowledgment,
            @Nullable Consumer<?, ?> consumer) {
        switch (delegateType) {
            case ACKNOWLEDGING_CONSUMER_AWARE -> delegate.onMessage(records, acknowledgment, consumer);
            case ACKNOWLEDGING -> delegate.onMessage(records, acknowledgment);
            case CONSUMER_AWARE -> delegate.onMessage(records, consumer);
            case SIMPLE -> delegate.onMessage(records);
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
