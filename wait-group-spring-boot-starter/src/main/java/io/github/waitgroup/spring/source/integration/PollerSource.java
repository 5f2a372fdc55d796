package io.github.waitgroup.spring.source.integration;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.source.Source;

/** The pollers of the application: those that fetch from outside stop when it does, those of its own queues go on. */
final class PollerSource implements Source {

    private final Group group;
    private final ShutdownClock clock;

    private volatile boolean stopping;

    PollerSource(Group group, ShutdownClock clock) {
        this.group = group;
        this.clock = clock;
    }

    @Override
    public Group group() {
        return group;
    }

    @Override
    public void stopTaking() {
        stopping = true;
    }

    @Override
    public void takeAgain() {
        stopping = false;
    }

    /** Whether a message may be fetched from outside, where it would stay otherwise. */
    boolean mayFetch() {
        return !stopping;
    }

    /** Whether nobody would wait for what begins now. A message in memory is handled as long as somebody would. */
    boolean hasDrained() {
        return clock.isClosing() && group.state() == Group.State.STOPPED;
    }
}
