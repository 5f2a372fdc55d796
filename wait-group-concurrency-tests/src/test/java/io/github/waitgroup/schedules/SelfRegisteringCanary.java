package io.github.waitgroup.schedules;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.TaskCounts;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Must fail: the thread of a task registers and counts itself, as in Spring's {@code SimpleAsyncTaskExecutor}, so a
 * stop may miss it.
 */
final class SelfRegisteringCanary implements Subject {

    private final Set<String> active = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong completed = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile CloseableStopChannel stop = new CloseableStopChannel();

    @Override
    public boolean start(String name, Runnable task) {
        if (stop.isClosed()) {
            refused.incrementAndGet();
            return false;
        }
        Thread thread = new Thread(() -> run(name, task));
        thread.setDaemon(true);
        thread.start();
        return true;
    }

    @Override
    public boolean host(String name, Runnable task) {
        return start(name, task);
    }

    @Override
    public void beginStop() {
        stop.close();
    }

    @Override
    public void interruptTasks() {}

    private void run(String name, Runnable task) {
        accepted.incrementAndGet();
        active.add(name);
        try {
            task.run();
            completed.incrementAndGet();
        } catch (Throwable failure) {
            failed.incrementAndGet();
        } finally {
            active.remove(name);
        }
    }

    @Override
    public Set<String> stop(Duration timeout) {
        stop.close();
        await(timeout);
        return Set.copyOf(active);
    }

    @Override
    public synchronized void restart() {
        if (stop.isClosed()) {
            stop = new CloseableStopChannel();
        }
    }

    @Override
    public boolean await(Duration timeout) {
        long start = System.nanoTime();
        while (!active.isEmpty() && System.nanoTime() - start < timeout.toNanos()) {
            Thread.onSpinWait();
        }
        return active.isEmpty();
    }

    @Override
    public StopChannel stopChannel() {
        return stop;
    }

    @Override
    public TaskCounts counts() {
        return new TaskCounts(accepted.get(), completed.get(), failed.get(), refused.get());
    }

    @Override
    public List<String> active() {
        return List.copyOf(active);
    }
}
