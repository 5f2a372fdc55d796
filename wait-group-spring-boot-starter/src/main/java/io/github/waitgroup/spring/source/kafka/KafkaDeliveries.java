package io.github.waitgroup.spring.source.kafka;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.source.Delivery;
import java.util.Iterator;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.support.Acknowledgment;

/**
 * The deliveries to one listener. Each is a task, from the call of the listener to its return. Where records may be
 * acknowledged later and in any order, as those with an asynchronous result are, it ends with the acknowledgement.
 */
final class KafkaDeliveries {

    private final Group group;
    private final String listener;

    KafkaDeliveries(Group group, String listener) {
        this.group = group;
        this.listener = listener;
    }

    /** Delivers a record. */
    void deliver(
            ConsumerRecord<?, ?> record,
            @Nullable Acknowledgment acknowledgment,
            Consumer<@Nullable Acknowledgment> delivery) {
        deliver(listener + ' ' + place(record), acknowledgment, delivery);
    }

    /** Delivers a batch of records. */
    void deliver(
            Iterable<? extends ConsumerRecord<?, ?>> records,
            int count,
            @Nullable Acknowledgment acknowledgment,
            Consumer<@Nullable Acknowledgment> delivery) {
        Iterator<? extends ConsumerRecord<?, ?>> all = records.iterator();
        StringBuilder name = new StringBuilder(listener);
        if (all.hasNext()) {
            name.append(' ').append(place(all.next()));
        }
        if (count > 1) {
            name.append(" and ").append(count - 1).append(" more");
        }
        deliver(name.toString(), acknowledgment, delivery);
    }

    private void deliver(
            String name, @Nullable Acknowledgment acknowledgment, Consumer<@Nullable Acknowledgment> delivery) {
        if (acknowledgment != null && acknowledgment.isOutOfOrderCommit()) {
            new TrackedAcknowledgment(acknowledgment, new Delivery(group, name)).deliver(delivery);
        } else {
            group.runAdopted(name, () -> delivery.accept(acknowledgment));
        }
    }

    private static String place(ConsumerRecord<?, ?> record) {
        return record.topic() + '-' + record.partition() + '@' + record.offset();
    }
}
