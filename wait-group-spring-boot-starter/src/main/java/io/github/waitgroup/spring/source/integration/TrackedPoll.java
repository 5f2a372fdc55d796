package io.github.waitgroup.spring.source.integration;

import io.github.waitgroup.Membership;
import java.util.Objects;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.DirectFieldAccessor;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.endpoint.AbstractPollingEndpoint;
import org.springframework.integration.endpoint.PollingConsumer;
import org.springframework.integration.store.MessageGroupQueue;

/** The advice of one endpoint: each poll is a task, from the look for a message to the end of what the message does. */
final class TrackedPoll implements MethodInterceptor {

    private final AbstractPollingEndpoint endpoint;
    private final String name;
    private final boolean isInMemory;
    private final Supplier<PollerSource> source;

    TrackedPoll(AbstractPollingEndpoint endpoint, Supplier<PollerSource> source) {
        this.endpoint = endpoint;
        this.name = name(endpoint);
        this.isInMemory = isInMemory(endpoint);
        this.source = source;
    }

    /** The name of the bean, without the class of its factory, which Spring Integration adds where there is no name. */
    private static String name(AbstractPollingEndpoint endpoint) {
        String bean = Objects.requireNonNullElse(
                endpoint.getBeanName(), endpoint.getClass().getSimpleName());
        return bean.replaceFirst("\\.?org\\.springframework\\.integration\\.[\\w.]+", "");
    }

    private static boolean isInMemory(AbstractPollingEndpoint endpoint) {
        return endpoint instanceof PollingConsumer consumer
                && consumer.getInputChannel() instanceof QueueChannel channel
                && !(new DirectFieldAccessor(channel).getPropertyValue("queue") instanceof MessageGroupQueue);
    }

    /** The poll of an endpoint that may not poll finds no message. */
    @Override
    @SuppressWarnings("NullAway") // on JDK 17 it does not see that the interface allows null
    public @Nullable Object invoke(MethodInvocation poll) throws Throwable {
        PollerSource pollers = source.get();
        if (isInMemory) {
            return pollInMemory(pollers, poll);
        }
        return pollers.mayFetch()
                ? pollers.group().<@Nullable Object, Throwable>callAdopted(name, poll::proceed)
                : null;
    }

    private @Nullable Object pollInMemory(PollerSource pollers, MethodInvocation poll) throws Throwable {
        PollLoop loop = PollLoop.of(this);
        boolean completed = false;
        boolean goesOn = false;
        try {
            @Nullable Object message = null;
            if (!pollers.hasDrained()) {
                Membership membership = loop.next(pollers.group(), name);
                message = membership.<@Nullable Object, Throwable>call(poll::proceed);
                goesOn = message != null && loop.goesOn(endpoint.getMaxMessagesPerPoll());
            }
            completed = true;
            return message;
        } finally {
            if (!goesOn) {
                loop.end(completed);
            }
        }
    }
}
