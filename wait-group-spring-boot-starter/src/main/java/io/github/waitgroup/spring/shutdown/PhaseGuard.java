package io.github.waitgroup.spring.shutdown;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/**
 * The guard of a phase, which does not end before the groups in it have drained or have had their time. Spring stops it
 * after the groups, and its {@code stop} waits for them.
 *
 * <p>By itself, Spring ends a phase when it has been called back as often as there are beans in it. Callbacks of beans
 * that depend on one of them count too, whatever their own phase. If a lifecycle bean of the application is in the
 * phase of a group, and another one injects it, the phase would end early.
 */
final class PhaseGuard implements SmartLifecycle {

    private final int phase;
    private final List<GroupLifecycle> groups;

    private volatile boolean running;

    PhaseGuard(int phase, List<GroupLifecycle> groups) {
        this.phase = phase;
        this.groups = groups;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        Duration longest = groups.stream()
                .map(GroupLifecycle::longestWait)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        long start = System.nanoTime();
        groups.forEach(group -> group.awaitDrain(longest.minusNanos(System.nanoTime() - start)));
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
