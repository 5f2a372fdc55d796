package io.github.waitgroup.spring.source.integration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.integration.channel.AbstractPollableChannel;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.ChannelInterceptor;

/** The interceptor of a channel that makes a message a task as soon as a poll has received it. */
final class Receipt implements ChannelInterceptor {

    private static final Logger logger = LoggerFactory.getLogger(Receipt.class);

    private static final Receipt INSTANCE = new Receipt();

    private Receipt() {}

    /** Adds the interceptor, before others: what they do with a message belongs to its task. */
    static void addTo(AbstractPollableChannel channel) {
        if (!channel.getInterceptors().contains(INSTANCE)) {
            channel.addInterceptor(0, INSTANCE);
        }
    }

    /** Nothing may leave this method: the message would be lost. It is then a part of the poll. */
    @Override
    public Message<?> postReceive(Message<?> message, MessageChannel channel) {
        PollLoop loop = PollLoop.current();
        TrackedPoll poll = loop == null ? null : loop.poll();
        if (loop != null && poll != null && poll.channel() == channel) {
            try {
                poll.receive(loop);
            } catch (Throwable failure) {
                warn(channel, failure);
            }
        }
        return message;
    }

    private static void warn(MessageChannel channel, Throwable failure) {
        try {
            logger.warn("A message of '{}' is handled without being a task of its own", channel, failure);
        } catch (Throwable noLog) {
            // the memory or the stack that the task has lacked
        }
    }
}
