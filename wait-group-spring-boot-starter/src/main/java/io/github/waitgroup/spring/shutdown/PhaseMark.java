package io.github.waitgroup.spring.shutdown;

import org.springframework.context.SmartLifecycle;

/** The mark right above a phase: Spring stops it when the phase begins. */
final class PhaseMark implements SmartLifecycle {

    private final int phase;
    private final Runnable begin;

    private volatile boolean running = true; // Spring does not start beans that are registered while it starts beans

    /**
     * Creates a running mark.
     *
     * @param marked the phase below it
     * @param begin runs when that phase begins to stop
     */
    PhaseMark(int marked, Runnable begin) {
        this.phase = marked + 1;
        this.begin = begin;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        begin.run();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return phase;
    }
}
