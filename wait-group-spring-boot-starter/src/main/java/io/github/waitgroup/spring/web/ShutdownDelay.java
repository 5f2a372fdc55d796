package io.github.waitgroup.spring.web;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import io.github.waitgroup.spring.shutdown.BoundedStop;
import io.github.waitgroup.spring.shutdown.ShutdownEvent;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import java.time.Duration;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.SmartLifecycle;

/** Lets the application serve requests for some time after it has begun to close, so that load balancers notice. */
final class ShutdownDelay implements SmartLifecycle, BoundedStop {

    /*
     * It waits in `stop`, in the thread that closes the context. Spring's time-out for a phase does not apply to that, and need
     * not: the wait is bounded by itself. Nor can a bean that depends on this one end the phase before its time. Interrupting
     * the thread ends the wait.
     */

    private static final Log logger = LogFactory.getLog(ShutdownDelay.class);

    private final HttpClosing closing;
    private final ShutdownTimeline timeline;
    private final Duration delay;

    private volatile boolean running;

    ShutdownDelay(HttpClosing closing, Duration delay, ShutdownTimeline timeline) {
        this.closing = closing;
        this.timeline = timeline;
        this.delay = delay;
    }

    @Override
    public void start() {
        running = true;
    }

    /** Does not wait where the context is stopped and not closed: it is to start again. */
    @Override
    public void stop() {
        Duration left = closing.left(delay);
        if (!left.isZero()) {
            timeline.tell(
                    ShutdownEvent.DELAY,
                    "Requests are served for another " + left.toMillis() + " ms before they are refused");
            try {
                new CloseableStopChannel().await(left);
            } catch (InterruptedException hurry) {
                logger.warn("The shutdown delay is cut short: its thread was interrupted");
                Thread.currentThread().interrupt();
            }
        }
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Web.DELAY_PHASE;
    }

    @Override
    public Duration latestEnd() {
        return delay;
    }
}
