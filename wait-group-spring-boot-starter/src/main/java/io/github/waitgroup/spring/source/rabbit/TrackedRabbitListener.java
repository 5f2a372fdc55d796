package io.github.waitgroup.spring.source.rabbit;

import com.rabbitmq.client.Channel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.amqp.core.AcknowledgeMode;
import org.springframework.amqp.core.BatchMessageListener;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageListener;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareBatchMessageListener;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareMessageListener;

/** A listener whose messages are tasks while it has them. A container treats the four kinds differently. */
abstract sealed class TrackedRabbitListener implements MessageListener {

    private final MessageListener listener;
    final RabbitDeliveries deliveries;

    private TrackedRabbitListener(MessageListener listener, RabbitDeliveries deliveries) {
        this.listener = listener;
        this.deliveries = deliveries;
    }

    static TrackedRabbitListener of(MessageListener listener, RabbitDeliveries deliveries) {
        if (listener instanceof ChannelAwareBatchMessageListener batches) {
            return new ChannelAwareBatches(batches, deliveries);
        }
        if (listener instanceof ChannelAwareMessageListener aware) {
            return new ChannelAware(aware, deliveries);
        }
        if (listener instanceof BatchMessageListener batches) {
            return new Batches(batches, deliveries);
        }
        return new Plain(listener, deliveries);
    }

    @Override
    public void containerAckMode(AcknowledgeMode mode) {
        listener.containerAckMode(mode);
    }

    @Override
    public boolean isAsyncReplies() {
        return listener.isAsyncReplies();
    }

    @Override
    public void onMessage(Message message) {
        deliveries.deliver(List.of(message), () -> listener.onMessage(message));
    }

    @Override
    public void onMessageBatch(List<Message> messages) {
        deliveries.deliver(messages, () -> listener.onMessageBatch(messages));
    }

    private static final class Plain extends TrackedRabbitListener {

        Plain(MessageListener listener, RabbitDeliveries deliveries) {
            super(listener, deliveries);
        }
    }

    private static final class Batches extends TrackedRabbitListener implements BatchMessageListener {

        Batches(BatchMessageListener listener, RabbitDeliveries deliveries) {
            super(listener, deliveries);
        }

        @Override
        public void onMessage(Message message) {
            super.onMessage(message);
        }

        @Override
        public void onMessageBatch(List<Message> messages) {
            super.onMessageBatch(messages);
        }
    }

    private static sealed class ChannelAware extends TrackedRabbitListener implements ChannelAwareMessageListener {

        private final ChannelAwareMessageListener listener;

        ChannelAware(ChannelAwareMessageListener listener, RabbitDeliveries deliveries) {
            super(listener, deliveries);
            this.listener = listener;
        }

        @Override
        public void onMessage(Message message) {
            super.onMessage(message);
        }

        @Override
        public void onMessage(Message message, @Nullable Channel channel) throws Exception {
            List<Message> messages = List.of(message);
            if (channel != null && isAsyncReplies()) {
                deliveries.deliver(messages, channel, watched -> listener.onMessage(message, watched));
            } else {
                deliveries.deliver(messages, () -> listener.onMessage(message, channel));
            }
        }

        @Override
        public void onMessageBatch(List<Message> messages, @Nullable Channel channel) {
            if (channel != null && isAsyncReplies()) {
                deliveries.deliver(messages, channel, watched -> listener.onMessageBatch(messages, watched));
            } else {
                deliveries.deliver(messages, () -> listener.onMessageBatch(messages, channel));
            }
        }
    }

    private static final class ChannelAwareBatches extends ChannelAware implements ChannelAwareBatchMessageListener {

        ChannelAwareBatches(ChannelAwareBatchMessageListener listener, RabbitDeliveries deliveries) {
            super(listener, deliveries);
        }

        @Override
        public void onMessage(Message message) {
            super.onMessage(message);
        }

        @Override
        public void onMessage(Message message, @Nullable Channel channel) throws Exception {
            super.onMessage(message, channel);
        }

        @Override
        public void onMessageBatch(List<Message> messages, @Nullable Channel channel) {
            super.onMessageBatch(messages, channel);
        }
    }
}
