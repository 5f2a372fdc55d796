package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.Pause;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * The time after the close has begun in which requests are still served, so that load balancers notice. Public for the
 * packages of the starter only.
 */
public final class ShutdownDelay implements SmartLifecycle {

    /*
     * It waits in `stop`, in the thread that closes the context. Spring's time-out for a phase does not apply there,
     * and the wait has a bound of its own. No bean that depends on this one can end the phase early. An interrupt of
     * the thread ends the wait.
     */

    private final ShutdownClock clock;
    private final ShutdownTimeline timeline;
    private final Duration delay;

    private volatile boolean running;

    /**
     * Creates a delay.
     *
     * @param clock the clock of the shutdown
     * @param delay the time since the application began to close
     * @param timeline the record of its events
     */
    public ShutdownDelay(ShutdownClock clock, Duration delay, ShutdownTimeline timeline) {
        this.clock = clock;
        this.timeline = timeline;
        this.delay = delay;
    }

    @Override
    public void start() {
        running = true;
    }

    /** Does not wait if the context is stopped and not closed, to start again later. */
    @Override
    public void stop() {
        if (clock.isClosing()) {
            await(clock.left(delay));
        }
        running = false;
    }

    private void await(Duration left) {
        if (left.isZero()) {
            return;
        }
        timeline.record(
                ShutdownEvent.DELAY,
                "Requests are served for another " + Durations.format(left) + " before they are refused");
        try {
            Pause.of(left);
        } catch (InterruptedException hurry) {
            timeline.record(ShutdownEvent.CUT_SHORT, "The shutdown delay is cut short: its thread was interrupted");
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Web.DELAY_PHASE;
    }

    /** The end of the stop at the latest, as the time since the application began to close. */
    Duration latestEnd() {
        return delay;
    }
}
