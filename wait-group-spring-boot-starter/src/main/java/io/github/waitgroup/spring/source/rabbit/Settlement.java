package io.github.waitgroup.spring.source.rabbit;

import com.rabbitmq.client.Channel;
import io.github.waitgroup.Membership;
import io.github.waitgroup.ThrowingConsumer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * The acknowledgement or rejection of a delivery. It comes from any thread, maybe after the listener has returned. With
 * both, the membership ends. If nobody can settle the delivery any more, it ends as leaked.
 */
final class Settlement implements InvocationHandler {

    private static final Set<String> SETTLING = Set.of("basicAck", "basicNack", "basicReject");

    private final Channel channel;
    private final long tag;
    private final Membership membership;

    /** One for the listener, and one for the settlement. At zero the membership has ended. */
    private final AtomicInteger holds = new AtomicInteger(2);

    private final AtomicBoolean isSettled = new AtomicBoolean();

    /**
     * Creates a settlement.
     *
     * @param channel the channel of the delivery
     * @param tag the tag of the last message of the delivery
     * @param membership the membership of the delivery
     */
    Settlement(Channel channel, long tag, Membership membership) {
        this.channel = channel;
        this.tag = tag;
        this.membership = membership;
    }

    /** Calls the listener with a channel that sees the settlement. If it throws, the delivery has failed. */
    <X extends Exception> void deliver(ThrowingConsumer<Channel, X> delivery) throws X {
        membership.endWithOwner(this);
        Channel watched = (Channel)
                Proxy.newProxyInstance(channel.getClass().getClassLoader(), ClassUtils.getAllInterfaces(channel), this);
        boolean returned = false;
        try {
            membership.run(() -> delivery.accept(watched));
            returned = true;
        } finally {
            if (returned) {
                leave();
            } else {
                membership.fail();
            }
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getName().equals("equals") && arguments != null) {
            return proxy == arguments[0] || channel.equals(arguments[0]);
        }
        try {
            return method.invoke(channel, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        } finally {
            if (arguments != null
                    && SETTLING.contains(method.getName())
                    && arguments[0] instanceof Long settled
                    && settled >= tag
                    && isSettled.compareAndSet(false, true)) {
                leave();
            }
        }
    }

    private void leave() {
        if (holds.decrementAndGet() == 0) {
            membership.close();
        }
    }
}
