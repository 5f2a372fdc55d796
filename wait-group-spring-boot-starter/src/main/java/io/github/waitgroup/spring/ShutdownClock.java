package io.github.waitgroup.spring;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * The clock of the shutdown: it starts when this application context begins to close, or earlier if its groups are
 * stopped before that. All that is limited during the shutdown is measured with it: the budget of the groups and the
 * delay of requests. Public for the packages of the starter only.
 *
 * <p>A start of the application puts it back to zero.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class ShutdownClock implements ApplicationListener<ContextClosedEvent>, Ordered {

    private final ApplicationContext context;

    /** When the clock started, as {@link System#nanoTime()}; null while it stands. */
    private @Nullable Long started;

    /** Volatile, because each response reads it. Set after the start of the clock, and cleared before the reset. */
    private volatile boolean closing;

    /**
     * Creates a clock that stands.
     *
     * @param context the context whose close starts the clock; the close of its child contexts does not
     */
    public ShutdownClock(ApplicationContext context) {
        this.context = context;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) { // those of child contexts arrive here as well
            start();
            closing = true;
        }
    }

    /** First of all listeners: the time that others take when the application closes counts. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    /** Starts the clock. Does nothing if it runs. */
    public synchronized void start() {
        if (started == null) {
            started = System.nanoTime();
        }
    }

    /** Stops the clock and puts it back to zero: the application runs again. */
    public synchronized void reset() {
        closing = false;
        started = null;
    }

    /**
     * Whether the context closes. A context that is only stopped, and may be started again, does not.
     *
     * @return true from the event of the close on, until a reset
     */
    public boolean isClosing() {
        return closing;
    }

    /**
     * The time since the clock started.
     *
     * @return the time; zero while the clock stands
     */
    public synchronized Duration elapsed() {
        return started == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - started);
    }

    /**
     * The rest of a time that began with the clock.
     *
     * @param time the whole time
     * @return the rest; zero if the time is over, and all of it while the clock stands
     */
    public Duration left(Duration time) {
        return Durations.notNegative(time.minus(elapsed()));
    }
}
