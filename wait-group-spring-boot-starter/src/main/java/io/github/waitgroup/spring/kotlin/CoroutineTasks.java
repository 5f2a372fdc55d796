package io.github.waitgroup.spring.kotlin;

import io.github.waitgroup.Context;
import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.Pause;
import java.time.Duration;
import java.time.Instant;
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
     * earlier, while this waits.
     */

    private static final Duration READ_INTERVAL = Duration.ofMillis(100);

    private final Group group;
    private final Map<Job, Membership> active = new ConcurrentHashMap<>();
    private final AtomicLong unnamed = new AtomicLong();

    /** The context of the group whose end this waits for; each start of the group has its own. */
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
        if (known != null) {
            return known;
        }
        Membership membership = group.enrol(name == null ? "coroutine-" + unnamed.incrementAndGet() : name.getName());
        Membership other = active.putIfAbsent(job, membership);
        if (other != null) { // a coroutine without an outer one was resumed in two threads at once
            membership.close();
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
        watch();
        return membership;
    }

    private void watch() {
        Context context = group.context();
        if (watched.getAndSet(context) != context) {
            context.done().onClose(() -> cancelAtTheEnd(context));
        }
    }

    private void cancelAtTheEnd(Context context) {
        Instant signalled = Instant.now();
        try {
            for (Duration left = left(context, signalled); !left.isZero(); left = left(context, signalled)) {
                if (active.isEmpty() && group.state() != Group.State.RUNNING) {
                    return;
                }
                Pause.of(Durations.shorter(left, READ_INTERVAL));
            }
        } catch (InterruptedException hurry) { // nobody interrupts this thread
            Thread.currentThread().interrupt();
        }
        for (Job job : active.keySet()) {
            job.cancel(GroupDispatcher.cancellation("The time of group '" + group.name() + "' is up", null));
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
