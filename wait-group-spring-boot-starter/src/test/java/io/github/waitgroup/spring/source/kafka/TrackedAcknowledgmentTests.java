package io.github.waitgroup.spring.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.listener.AcknowledgingMessageListener;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.kafka.support.Acknowledgment;

/** The end of a delivery that is acknowledged later, and of one that is not. */
class TrackedAcknowledgmentTests {

    private static final ConsumerRecord<String, String> RECORD = new ConsumerRecord<>("orders", 3, 17, "key", "value");

    private final Group group = new Group("kafka-listeners");
    private final List<String> calls = new ArrayList<>();
    private final AtomicReference<Acknowledgment> given = new AtomicReference<>();

    @Test
    void deliveryEndsWithItsAcknowledgementAfterTheListenerHasReturned() {
        listener((record, acknowledgment) -> given.set(acknowledgment)).onMessage(RECORD, new OutOfOrder());
        assertThat(group.activeTasks()).extracting(ActiveTask::name).containsExactly("Orders.read orders-3@17");
        assertThat(given.get().isOutOfOrderCommit()).isTrue();
        given.get().acknowledge();
        given.get().acknowledge();
        assertThat(calls).containsExactly("acknowledge", "acknowledge");
        assertThat(group.counts().completed()).isOne();
        assertThat(group.counts().active()).isZero();
    }

    @Test
    void deliveryThatIsAcknowledgedEarlyEndsWhenTheListenerReturns() {
        listener((record, acknowledgment) -> {
                    acknowledgment.acknowledge();
                    assertThat(group.activeTasks()).hasSize(1);
                })
                .onMessage(RECORD, new OutOfOrder());
        assertThat(group.counts().completed()).isOne();
    }

    @Test
    void deliveryWhoseListenerThrowsHasFailed() {
        IllegalStateException failure = new IllegalStateException("no");
        assertThatThrownBy(() -> listener((record, acknowledgment) -> {
                            throw failure;
                        })
                        .onMessage(RECORD, new OutOfOrder()))
                .isSameAs(failure);
        assertThat(group.counts().failed()).isOne();
        assertThat(group.counts().active()).isZero();
    }

    @Test
    void negativeAcknowledgementEndsTheDelivery() {
        listener((record, acknowledgment) -> given.set(acknowledgment)).onMessage(RECORD, new OutOfOrder());
        given.get().nack(Duration.ZERO);
        assertThat(calls).containsExactly("nack");
        assertThat(group.counts().completed()).isOne();
    }

    @Test
    void acknowledgementInOrderIsTheContainersOwn() {
        Acknowledgment own = () -> calls.add("acknowledge");
        listener((record, acknowledgment) -> given.set(acknowledgment)).onMessage(RECORD, own);
        assertThat(given.get()).isSameAs(own);
        assertThat(group.counts().completed()).isOne();
    }

    @Test
    void listenerThatKnowsNoAcknowledgementGetsNone() {
        MessageListener<String, String> simple = record -> calls.add(record.value());
        new TrackedRecordListener<>(simple, new KafkaDeliveries(group, "Orders.read")).onMessage(RECORD);
        assertThat(calls).containsExactly("value");
        assertThat(group.counts().completed()).isOne();
    }

    private TrackedRecordListener<String, String> listener(AcknowledgingMessageListener<String, String> listener) {
        return new TrackedRecordListener<>(listener, new KafkaDeliveries(group, "Orders.read"));
    }

    private final class OutOfOrder implements Acknowledgment {

        @Override
        public void acknowledge() {
            calls.add("acknowledge");
        }

        @Override
        public void nack(Duration sleep) {
            calls.add("nack");
        }

        @Override
        public boolean isOutOfOrderCommit() {
            return true;
        }
    }
}
