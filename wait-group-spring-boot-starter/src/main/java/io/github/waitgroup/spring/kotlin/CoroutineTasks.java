package io.github.waitgroup.spring.kotlin;

import io.github.waitgroup.Context;
import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import kotlin.Unit;
import kotlinx.coroutines.CoroutineName;
import kotlinx.coroutines.Job;
import org.jspecify.annotations.Nullable;

/** The coroutines of a scope that are tasks of its group. */
final class CoroutineTasks {

    /*
     * A coroutine that is suspended has no thread that could be interrupted, so its job is cancelled. A context has no
     * event for the moment at which a group interrupts; it is computed from the deadline, which may become known, or
     * earlier, while this waits. After a signal alone there is nothing to compute it from: nothing waits then, and the
     * next run of a coroutine looks again.
     *
     * A thread that ceases to wait says so before it looks whether there are tasks, and a coroutine becomes a task
     * before it looks whether a thread waits: one of the two sees the other.
     */

    private static final Duration READ_INTERVAL = Duration.ofMillis(100);

    private final Group group;
    private final Map<Job, Membership> active = new ConcurrentHashMap<>();
    private final AtomicLong unnamed = new AtomicLong();

    /** The context whose end is awaited; each start of the group has its own. Null while nothing waits. */
    private final AtomicReference<@Nullable Context> watched = new AtomicReference<>();

    CoroutineTasks(Group group) {
        this.group = group;
    }

    /**
     * The task of a job, which is one from now on if it was none.
     *
     * @throws io.github.waitgroup.WaitGroupClosedException if the group refuses it
     */
    Membership of(Job job, @Nullable CoroutineName name) {
        Membership known = active.get(job);
        Membership membership = known == null ? enrol(job, name) : known;
        watch();
        return membership;
    }

    private Membership enrol(Job job, @Nullable CoroutineName name) {
        Membership membership = group.enrol(name == null ? "coroutine-" + unnamed.incrementAndGet() : name.getName());
        boolean ends = false;
        try {
            Membership other = active.putIfAbsent(job, membership);
            if (other != null) { // a coroutine without an outer one was resumed in two threads at once
                membership.close();
                ends = true;
                return other;
            }
            job.invokeOnCompletion(failure -> {
                active.remove(job);
                if (failure == null) {
                    membership.close();
                } else {
                    membership.fail();
                }
                return Unit.INSTANCE;
            });
            ends = true;
            return membership;
        } finally {
            if (!ends) {
                active.remove(job, membership);
                membership.fail();
            }
        }
    }

    private void watch() {
        Context context = group.context();
        if (watched.get() != context && canEnd(context) && watched.getAndSet(context) != context) {
            context.done().onClose(() -> {
                awaitEnd(context);
                watched.compareAndSet(context, null);
                if (!active.isEmpty()) {
                    watch();
                }
            });
        }
    }

    /** Whether the time of a context can be up without another call that begins a stop, or announces one. */
    private boolean canEnd(Context context) {
        if (!context.isDone()) {
            return true;
        }
        Group.State state = group.state();
        return state == Group.State.STOPPING || (state == Group.State.RUNNING && context.deadline() != null);
    }

    /** Cancels the coroutines when the time is up, until there are none, or the stop ends. */
    private void awaitEnd(Context context) {
        Instant signalled = Instant.now();
        try {
            while (group.context() == context) {
                Duration left = left(context, signalled);
                if (left.isZero()) {
                    cancelAll(context);
                }
                if (active.isEmpty() || !canEnd(context)) {
                    return;
                }
                Pause.of(left.isZero() ? READ_INTERVAL : Durations.shorter(left, READ_INTERVAL));
            }
        } catch (InterruptedException hurry) { // nobody interrupts this thread
            Thread.currentThread().interrupt();
        }
    }

    /** Tasks that are there before the look at the context belong to it, or to an earlier start of the group. */
    private void cancelAll(Context context) {
        List<Job> jobs = List.copyOf(active.keySet());
        if (group.context() == context) {
            for (Job job : jobs) {
                job.cancel(GroupDispatcher.cancellation("The time of group '" + group.name() + "' is up", null));
            }
        }
    }

    /** The time until the interrupts; zero if it is over. */
    private Duration left(Context context, Instant signalled) {
        Instant deadline = context.deadline();
        if (deadline == null) {
            return READ_INTERVAL;
        }
        Duration notice = Group.interruptNotice(Duration.between(signalled, deadline));
        return Durations.notNegative(Duration.between(Instant.now(), deadline.minus(notice)));
    }

    @Override
    public String toString() {
        return group.toString();
    }
}
