package io.github.waitgroup.spring.source.websocket;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.Membership.Part;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;
import org.springframework.messaging.support.AbstractSubscribableChannel;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.ExecutorChannelInterceptor;

/** The STOMP messages of clients, each of which is a task from its receipt until the application has handled it. */
final class StompMessages implements SmartInitializingSingleton {

    /*
     * A message waits for a thread of the channel's executor, and has been accepted meanwhile. So it joins as the last
     * step of its receipt, when no other interceptor can replace or refuse it, and is entered as the first step of its
     * handling. The channel gives the same object to both.
     */

    private static final ThreadLocal<@Nullable Handled> INNERMOST = new ThreadLocal<>();

    private final Group group;
    private final AbstractSubscribableChannel channel;
    private final SimpAnnotationMethodMessageHandler handler;

    private final Map<Received, Membership> waiting = new ConcurrentHashMap<>();

    StompMessages(Group group, AbstractSubscribableChannel channel, SimpAnnotationMethodMessageHandler handler) {
        this.group = group;
        this.channel = channel;
        this.handler = handler;
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<ChannelInterceptor> interceptors = new ArrayList<>();
        interceptors.add(new Handling());
        interceptors.addAll(channel.getInterceptors());
        interceptors.add(new Receipt());
        channel.setInterceptors(interceptors);
    }

    /** Whether the message is one for a method of the application. */
    private boolean isTracked(SimpMessageType type, @Nullable String destination) {
        if (destination == null || (type != SimpMessageType.MESSAGE && type != SimpMessageType.SUBSCRIBE)) {
            return false;
        }
        Collection<String> prefixes = handler.getDestinationPrefixes();
        return (prefixes.isEmpty() || prefixes.stream().anyMatch(destination::startsWith))
                && channel.hasSubscription(handler);
    }

    private final class Receipt implements ChannelInterceptor {

        @Override
        public Message<?> preSend(Message<?> message, MessageChannel inbound) {
            SimpMessageType type = SimpMessageHeaderAccessor.getMessageType(message.getHeaders());
            String destination = SimpMessageHeaderAccessor.getDestination(message.getHeaders());
            if (type != null && isTracked(type, destination)) {
                String command = type == SimpMessageType.MESSAGE ? "SEND " : "SUBSCRIBE ";
                waiting.put(new Received(message), group.adopt(command + destination));
            }
            return message;
        }

        /** The message may have failed to reach an executor. */
        @Override
        public void afterSendCompletion(
                Message<?> message, MessageChannel inbound, boolean sent, @Nullable Exception failure) {
            Membership membership = sent ? null : waiting.remove(new Received(message));
            if (membership != null) {
                membership.fail();
            }
        }
    }

    private final class Handling implements ExecutorChannelInterceptor {

        @Override
        public Message<?> beforeHandle(Message<?> message, MessageChannel inbound, MessageHandler by) {
            if (by == handler) {
                Membership membership = waiting.remove(new Received(message));
                Part part = membership == null ? null : membership.enter();
                INNERMOST.set(new Handled(membership, part, INNERMOST.get()));
            }
            return message;
        }

        @Override
        public void afterMessageHandled(
                Message<?> message, MessageChannel inbound, MessageHandler by, @Nullable Exception failure) {
            Handled handled = by == handler ? INNERMOST.get() : null;
            if (handled == null) {
                return;
            }
            if (handled.outer() == null) {
                INNERMOST.remove();
            } else {
                INNERMOST.set(handled.outer());
            }
            handled.end(failure != null);
        }
    }

    /** A message as the object that it is: two messages with the same content are two tasks. */
    private record Received(Message<?> message) {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Received that && that.message == message;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(message);
        }
    }

    /** A message that the current thread handles, maybe within another one; without a membership if not tracked. */
    private record Handled(
            @Nullable Membership membership,
            @Nullable Part part,
            @Nullable Handled outer) {

        void end(boolean hasFailed) {
            if (membership == null || part == null) {
                return;
            }
            part.close();
            if (hasFailed) {
                membership.fail();
            } else {
                membership.close();
            }
        }
    }
}
