package io.github.waitgroup.spring.source.integration;

import io.github.waitgroup.Membership;
import java.util.Objects;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.DirectFieldAccessor;
import org.springframework.integration.channel.AbstractPollableChannel;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.endpoint.AbstractPollingEndpoint;
import org.springframework.integration.endpoint.PollingConsumer;
import org.springframework.integration.store.MessageGroupQueue;

/**
 * The advice of one endpoint: each poll is a task, from the look for a message to the end of what the message does. If
 * the endpoint polls a channel, it is a long-running task while it waits.
 */
final class TrackedPoll implements MethodInterceptor {

    private final AbstractPollingEndpoint endpoint;
    private final String name;
    private final @Nullable AbstractPollableChannel channel;
    private final boolean isInMemory;
    private final Supplier<PollerSource> source;

    TrackedPoll(AbstractPollingEndpoint endpoint, Supplier<PollerSource> source) {
        this.endpoint = endpoint;
        this.name = name(endpoint);
        this.channel = channel(endpoint);
        this.isInMemory = channel instanceof QueueChannel queue
                && !(new DirectFieldAccessor(queue).getPropertyValue("queue") instanceof MessageGroupQueue);
        this.source = source;
    }

    /** The name of the bean, without the class of its factory, which Spring Integration adds where there is no name. */
    private static String name(AbstractPollingEndpoint endpoint) {
        String bean = Objects.requireNonNullElse(
                endpoint.getBeanName(), endpoint.getClass().getSimpleName());
        return bean.replaceFirst("\\.?org\\.springframework\\.integration\\.[\\w.]+", "");
    }

    private static @Nullable AbstractPollableChannel channel(AbstractPollingEndpoint endpoint) {
        return endpoint instanceof PollingConsumer consumer
                        && consumer.getInputChannel() instanceof AbstractPollableChannel channel
                ? channel
                : null;
    }

    /** The channel that is polled; null if there is none which says that it has received a message. */
    @Nullable
    AbstractPollableChannel channel() {
        return channel;
    }

    /** Makes a message a task that the current thread has received. */
    void receive(PollLoop loop) {
        loop.receive(source.get().group(), name);
    }

    /** The poll of an endpoint that may not poll finds no message. */
    @Override
    @SuppressWarnings("NullAway") // on JDK 17 it does not see that the interface allows null
    public @Nullable Object invoke(MethodInvocation poll) throws Throwable {
        PollerSource pollers = source.get();
        if (channel != null) {
            return pollChannel(pollers, poll);
        }
        return pollers.mayFetch()
                ? pollers.group().<@Nullable Object, Throwable>callAdopted(name, poll::proceed)
                : null;
    }

    private @Nullable Object pollChannel(PollerSource pollers, MethodInvocation poll) throws Throwable {
        PollLoop loop = PollLoop.of(this);
        boolean completed = false;
        boolean goesOn = false;
        try {
            @Nullable Object message = null;
            if (isInMemory ? !pollers.hasDrained() : pollers.mayFetch()) {
                Membership membership = loop.next(pollers.group(), name);
                message = membership.<@Nullable Object, Throwable>call(poll::proceed);
                goesOn = isInMemory && message != null && loop.goesOn(endpoint.getMaxMessagesPerPoll());
            }
            completed = true;
            return message;
        } finally {
            loop.leave();
            if (!goesOn) {
                loop.end(completed);
            }
        }
    }
}
