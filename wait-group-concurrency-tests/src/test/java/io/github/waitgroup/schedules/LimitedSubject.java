package io.github.waitgroup.schedules;

import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.TaskCounts;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A group that has a limit. */
final class LimitedSubject implements Subject {

    private final Subject group;
    private final int permitted;
    private final AtomicInteger running = new AtomicInteger();

    private volatile boolean exceeded;

    /**
     * Creates a subject.
     *
     * @param limit the limit of the group
     * @param permitted how many tasks may run at a time, other than the limit if the check is to fail
     */
    LimitedSubject(int limit, int permitted) {
        this.group = Subject.of(new Group("schedule", (in, task, failure) -> {}, limit));
        this.permitted = permitted;
    }

    @Override
    public boolean start(String name, Runnable task) {
        return group.start(name, () -> {
            if (running.incrementAndGet() > permitted) {
                exceeded = true;
            }
            try {
                task.run();
            } finally {
                running.decrementAndGet();
            }
        });
    }

    @Override
    public boolean host(String name, Runnable task) {
        return group.host(name, task);
    }

    @Override
    public void beginStop() {
        group.beginStop();
    }

    @Override
    public void interruptTasks() {
        group.interruptTasks();
    }

    @Override
    public Set<String> stop(Duration timeout) {
        return group.stop(timeout);
    }

    @Override
    public void restart() {
        group.restart();
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        return group.await(timeout);
    }

    @Override
    public StopChannel stopChannel() {
        return group.stopChannel();
    }

    @Override
    public TaskCounts counts() {
        return group.counts();
    }

    @Override
    public List<String> active() {
        return group.active();
    }

    @Override
    public void markLongRunning(Random random) {
        group.markLongRunning(random);
    }

    @Override
    public void leaveOutOfWaits(Random random) {
        group.leaveOutOfWaits(random);
    }

    @Override
    public int longRunning() {
        return group.longRunning();
    }

    @Override
    public void letAllEnd() {
        group.letAllEnd();
    }

    @Override
    public boolean hasExceededItsLimit() {
        return exceeded;
    }
}
