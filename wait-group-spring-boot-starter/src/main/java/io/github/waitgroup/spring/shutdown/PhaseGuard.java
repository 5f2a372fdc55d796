package io.github.waitgroup.spring.shutdown;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/**
 * Keeps a phase from ending before the groups in it have drained. It is asked to stop after them, and does not return before
 * that, or before they have had their time.
 *
 * <p>Spring ends a phase when it has been called back as often as there are beans in it. Each callback of a bean that depends on
 * one of them counts too, whatever its own phase: with a lifecycle bean of the application in the phase of a group, and another
 * one that injects it, the phase would end early.
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
