package io.github.waitgroup.spring.source.rabbit;

import com.rabbitmq.client.Channel;
import io.github.waitgroup.Group;
import io.github.waitgroup.ThrowingConsumer;
import io.github.waitgroup.ThrowingRunnable;
import io.github.waitgroup.spring.source.Delivery;
import java.util.List;
import org.springframework.amqp.core.Message;

/**
 * The deliveries to one listener. Each is a task, from the call of the listener to its return. Where the result of the
 * listener is asynchronous, it ends when the message is acknowledged or rejected.
 */
final class RabbitDeliveries {

    private final Group group;
    private final String listener;

    RabbitDeliveries(Group group, String listener) {
        this.group = group;
        this.listener = listener;
    }

    /**
     * Calls a listener whose return ends the delivery.
     *
     * @throws X if the listener throws it
     */
    <X extends Exception> void deliver(List<Message> messages, ThrowingRunnable<X> delivery) throws X {
        group.runAdopted(name(messages), delivery);
    }

    /**
     * Calls a listener that may settle the delivery later.
     *
     * @throws X if the listener throws it
     */
    <X extends Exception> void deliver(List<Message> messages, Channel channel, ThrowingConsumer<Channel, X> delivery)
            throws X {
        long tag = messages.get(messages.size() - 1).getMessageProperties().getDeliveryTag();
        new Settlement(channel, tag, new Delivery(group, name(messages))).deliver(delivery);
    }

    private String name(List<Message> messages) {
        String queue = listener + ' ' + messages.get(0).getMessageProperties().getConsumerQueue();
        return messages.size() == 1 ? queue : queue + " and " + (messages.size() - 1) + " more";
    }
}
