package io.github.waitgroup.spring.observation;

import io.github.waitgroup.InFlight;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * The accessor with which Micrometer's context propagation carries what a thread is in flight with to other threads: to
 * those of a reactive chain, for example, with {@code spring.reactor.context-propagation=auto}. Registered in {@code
 * META-INF/services}, as those of Micrometer itself.
 */
public final class InFlightAccessor implements ThreadLocalAccessor<InFlight> {

    /** The key of the value in a context. */
    public static final String KEY = "io.github.waitgroup.in-flight";

    /** Called by Micrometer. */
    public InFlightAccessor() {}

    @Override
    public Object key() {
        return KEY;
    }

    @Override
    public @Nullable InFlight getValue() {
        return InFlight.current();
    }

    @Override
    public void setValue(InFlight value) {
        InFlight.carry(value);
    }

    @Override
    public void setValue() {
        InFlight.carry(null);
    }

    @Override
    public void restore(InFlight previousValue) {
        InFlight.restore(previousValue);
    }

    @Override
    public void restore() {
        InFlight.restore(null);
    }
}
