package io.github.waitgroup.spring.web;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/** Whether this application context closes, and since when. */
final class HttpClosing implements ApplicationListener<ContextClosedEvent>, Ordered {

    private final ApplicationContext context;

    /** As {@link System#nanoTime()}; null before. A context that has begun to close is not used again. */
    private volatile @Nullable Long since;

    HttpClosing(ApplicationContext context) {
        this.context = context;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context && since == null) { // those of child contexts arrive here as well
            since = System.nanoTime();
        }
    }

    /** First of all listeners, with the clock of the budget. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    boolean hasBegun() {
        return since != null;
    }

    /** What is left of a time that began with the close; zero if it is over, or the context is not being closed. */
    Duration left(Duration time) {
        Long begun = since;
        if (begun == null) {
            return Duration.ZERO;
        }
        Duration left = time.minusNanos(System.nanoTime() - begun);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
