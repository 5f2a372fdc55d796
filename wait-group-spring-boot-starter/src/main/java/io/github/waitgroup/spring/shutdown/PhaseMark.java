package io.github.waitgroup.spring.shutdown;

import org.springframework.context.SmartLifecycle;

/** The mark right above a phase: Spring stops it when the phase begins. */
final class PhaseMark implements SmartLifecycle {

    private final int phase;
    private final Runnable begin;

    /**
     * Creates a mark.
     *
     * @param marked the phase below it
     * @param begin runs when that phase begins to stop
     */
    PhaseMark(int marked, Runnable begin) {
        this.phase = marked + 1;
        this.begin = begin;
    }

    @Override
    public void start() {}

    @Override
    public void stop() {
        begin.run();
    }

    /** Always: Spring asks beans to stop only if they run, and others of the phase may be started again by hand. */
    @Override
    public boolean isRunning() {
        return true;
    }

    @Override
    public int getPhase() {
        return phase;
    }
}
