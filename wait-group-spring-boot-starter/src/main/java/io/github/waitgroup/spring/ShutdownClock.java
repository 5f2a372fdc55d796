package io.github.waitgroup.spring;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * The clock of the shutdown: it starts when this application context begins to close, or when its groups are stopped
 * without that. All that is limited during the shutdown is measured with it: the time of each phase and the
 * delay of requests. Public for the packages of the starter only.
 *
 * <p>Contexts that close in one shutdown share a start, because they share the time that the platform gives: all that
 * close while the JVM ends, and a child that closes while its parent does.
 *
 * <p>A start of the application puts it back to zero.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class ShutdownClock implements ApplicationListener<ContextClosedEvent>, Ordered {

    /** When the first context closed in the end of the JVM, as {@link System#nanoTime()}. Guarded by the class. */
    private static @Nullable Long startInJvmExit;

    private final ApplicationContext context;

    /** The clock of the nearest parent that has one. */
    private final @Nullable ShutdownClock parent;

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
        ApplicationContext parentContext = context.getParent();
        this.parent = parentContext == null
                ? null
                : parentContext.getBeanProvider(ShutdownClock.class).getIfAvailable();
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) { // those of child contexts arrive here as well
            restart();
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
            started = sharedStart();
        }
    }

    /** Starts the clock anew: a stop of the context before its close is no part of it. */
    private synchronized void restart() {
        started = sharedStart();
    }

    /** Starts the clock that all contexts share which close from now on: the JVM ends. Does nothing if it runs. */
    public static void jvmEnds() {
        startInJvmExit();
    }

    private long sharedStart() {
        if (JvmExit.isInProgress()) {
            return startInJvmExit();
        }
        Long ofParent = parent == null || !parent.isClosing() ? null : parent.started();
        return ofParent != null ? ofParent : System.nanoTime();
    }

    private static synchronized long startInJvmExit() {
        if (startInJvmExit == null) {
            startInJvmExit = System.nanoTime();
        }
        return startInJvmExit;
    }

    private synchronized @Nullable Long started() {
        return started;
    }

    /**
     * Whether another context closes, or will close, in the same shutdown.
     *
     * @param other the clock of another context
     * @return true if both have the same start, or if the JVM ends and the other clock still stands
     */
    public boolean isSharedWith(ShutdownClock other) {
        Long start = started();
        Long otherStart = other.started();
        return start != null && (otherStart == null ? JvmExit.isInProgress() : start.equals(otherStart));
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
