package io.github.waitgroup.spring.shutdown;

import java.util.List;
import org.springframework.context.SmartLifecycle;

/** A lifecycle bean that acts when its phase is stopped. It is public because tests of several packages share it. */
public class LifecycleProbe implements SmartLifecycle {

    private final int phase;
    private final Runnable onStop;

    private volatile boolean running;

    public LifecycleProbe(int phase, Runnable onStop) {
        this.phase = phase;
        this.onStop = onStop;
    }

    static LifecycleProbe noting(int phase, List<String> events, String event) {
        return new LifecycleProbe(phase, () -> events.add(event));
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        onStop.run();
        running = false;
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
