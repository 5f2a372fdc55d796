package io.github.waitgroup.spring.source.websocket;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.Membership.Part;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
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
     *
     * An interceptor that was added later may replace the message. Then the task ends when the send has ended, and the
     * other message is one from its handling on. A message that never arrives, because an executor or an interceptor
     * has dropped it, ends when nobody refers to it: so nothing here may.
     */

    private static final ThreadLocal<@Nullable Handled> INNERMOST = new ThreadLocal<>();

    /** The sends of the current thread, the innermost first. */
    private static final ThreadLocal<@Nullable Sending> SENDING = new ThreadLocal<>();

    private final Group group;
    private final AbstractSubscribableChannel channel;
    private final SimpAnnotationMethodMessageHandler handler;

    private final Map<Received, Membership> waiting = new ConcurrentHashMap<>();

    /** The keys of messages that are garbage. */
    private final ReferenceQueue<Message<?>> lost = new ReferenceQueue<>();

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

    /** Begins the task of a message; null if it is none for a method of the application. */
    private @Nullable Membership begin(Message<?> message) {
        SimpMessageType type = SimpMessageHeaderAccessor.getMessageType(message.getHeaders());
        String destination = SimpMessageHeaderAccessor.getDestination(message.getHeaders());
        if (type == null || !isTracked(type, destination)) {
            return null;
        }
        Membership membership = group.adopt((type == SimpMessageType.MESSAGE ? "SEND " : "SUBSCRIBE ") + destination);
        boolean isOwned = false;
        try {
            membership.endWithOwner(message);
            isOwned = true;
            return membership;
        } finally {
            if (!isOwned) {
                membership.fail();
            }
        }
    }

    private boolean isTracked(SimpMessageType type, @Nullable String destination) {
        if (destination == null || (type != SimpMessageType.MESSAGE && type != SimpMessageType.SUBSCRIBE)) {
            return false;
        }
        Collection<String> prefixes = handler.getDestinationPrefixes();
        return (prefixes.isEmpty() || prefixes.stream().anyMatch(destination::startsWith))
                && channel.hasSubscription(handler);
    }

    private void forgetLost() {
        for (Object key = lost.poll(); key != null; key = lost.poll()) {
            waiting.remove(key);
        }
    }

    private final class Receipt implements ChannelInterceptor {

        @Override
        public Message<?> preSend(Message<?> message, MessageChannel inbound) {
            forgetLost();
            Membership membership = begin(message);
            if (membership != null) {
                waiting.put(new Received(message, lost), membership);
            }
            SENDING.set(new Sending(message, SENDING.get()));
            return message;
        }

        /** The message may have failed to reach an executor, or another one may have reached it. */
        @Override
        public void afterSendCompletion(
                Message<?> message, MessageChannel inbound, boolean sent, @Nullable Exception failure) {
            Sending sending = SENDING.get();
            if (sending == null) {
                return;
            }
            if (sending.outer() == null) {
                SENDING.remove();
            } else {
                SENDING.set(sending.outer());
            }
            if (sent && message == sending.message()) {
                return;
            }
            Membership membership = waiting.remove(new Received(sending.message(), null));
            if (membership == null) {
                return;
            }
            if (sent) {
                membership.close();
            } else {
                membership.fail();
            }
        }
    }

    private final class Handling implements ExecutorChannelInterceptor {

        @Override
        public Message<?> beforeHandle(Message<?> message, MessageChannel inbound, MessageHandler by) {
            if (by == handler) {
                Membership membership = waiting.remove(new Received(message, null));
                INNERMOST.set(enter(membership == null ? begin(message) : membership));
            }
            return message;
        }

        private Handled enter(@Nullable Membership membership) {
            boolean entered = false;
            try {
                Part part = membership == null ? null : membership.enter();
                Handled handled = new Handled(membership, part, INNERMOST.get());
                entered = true;
                return handled;
            } finally {
                if (membership != null && !entered) {
                    membership.fail();
                }
            }
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
    private static final class Received extends WeakReference<Message<?>> {

        private final int hash;

        Received(Message<?> message, @Nullable ReferenceQueue<Message<?>> lost) {
            super(message, lost);
            this.hash = System.identityHashCode(message);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other || (other instanceof Received that && get() != null && get() == that.get());
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** A message that the current thread sends, maybe while it handles another one. */
    private record Sending(Message<?> message, @Nullable Sending outer) {}

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
