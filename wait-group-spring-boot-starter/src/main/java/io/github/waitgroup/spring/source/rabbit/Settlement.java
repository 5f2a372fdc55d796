package io.github.waitgroup.spring.source.rabbit;

import com.rabbitmq.client.Channel;
import io.github.waitgroup.ThrowingConsumer;
import io.github.waitgroup.spring.source.Delivery;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** The acknowledgement or rejection of a delivery. It comes from any thread, maybe after the listener has returned. */
final class Settlement implements InvocationHandler {

    private static final Set<String> SETTLING = Set.of("basicAck", "basicNack", "basicReject");

    private final Channel channel;
    private final long tag;
    private final Delivery delivery;

    /**
     * Creates a settlement.
     *
     * @param channel the channel of the delivery
     * @param tag the tag of the last message of the delivery
     * @param delivery the delivery
     */
    Settlement(Channel channel, long tag, Delivery delivery) {
        this.channel = channel;
        this.tag = tag;
        this.delivery = delivery;
    }

    /** Calls the listener with a channel that sees the settlement. */
    <X extends Exception> void deliver(ThrowingConsumer<Channel, X> listener) throws X {
        Channel watched = (Channel)
                Proxy.newProxyInstance(channel.getClass().getClassLoader(), ClassUtils.getAllInterfaces(channel), this);
        delivery.run(() -> listener.accept(watched));
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
                    && settled >= tag) {
                delivery.settle();
            }
        }
    }
}
