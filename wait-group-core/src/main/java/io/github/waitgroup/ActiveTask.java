package io.github.waitgroup;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task of a {@link Group} that was active when it was listed.
 *
 * <p>The id and the start time are fixed, and so is the name unless a {@link Membership} is {@linkplain
 * Membership#rename renamed}. {@link #age()}, {@link #isInterrupted()} and {@link #stack()} return the truth of the
 * moment, also for virtual threads, which neither {@code jstack} nor a thread MXBean of the JVM shows. Two of them are
 * equal if they are the same task, whenever it was listed.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class ActiveTask {

    @SuppressWarnings("TimeInStaticInitializer") // any moment does, if both clocks are read at it
    private static final Instant ORIGIN = Instant.now();

    private static final long ORIGIN_NANOS = System.nanoTime();

    private final String group;
    private final Member member;

    ActiveTask(String group, Member member) {
        this.group = group;
        this.member = member;
    }

    /**
     * The number of the task: two tasks of a group have different ones, whatever their names. It says nothing else.
     *
     * @return the id, unique in the group for as long as that exists
     */
    public long id() {
        return member.id;
    }

    /**
     * The name of the group.
     *
     * @return the group's name
     */
    public String group() {
        return group;
    }

    /**
     * The name of the task, as given when it was started, or the latest that its {@link Membership} was given; see
     * {@link Group#start(String, ThrowingRunnable)} for how it is shown.
     *
     * @return the task's name
     */
    public String name() {
        return member.name();
    }

    /**
     * The moment at which the task was accepted. It is reckoned by {@link System#nanoTime()}, so a wall clock that is
     * set later does not change it. It may be some 10 ms early if the group has started the task while more than 1,000
     * others were started within 10 ms, unless the group is {@linkplain Group#instrument instrumented}.
     *
     * @return the start time, the same for each look at the task
     */
    public Instant startedAt() {
        return ORIGIN.plusNanos(member.started() - ORIGIN_NANOS);
    }

    /**
     * How long ago the task was accepted.
     *
     * @return the time from the start until now
     */
    public Duration age() {
        return member.age();
    }

    /**
     * The work within which the task was started, if that was in a thread inside a {@link Membership}, or inside {@link
     * Group#run}, of any group. A task that such a task starts has none: only the first step is known.
     *
     * @return the work as it is now, which the task does not keep in memory; null if it is not known
     */
    public @Nullable TaskOrigin startedBy() {
        Origin origin = member.origin();
        return origin == null ? null : origin.view();
    }

    /**
     * Whether the task is {@linkplain Group#markLongRunning meant to last}.
     *
     * @return whether it has been marked
     */
    public boolean isLongRunning() {
        return member.longRunning;
    }

    /**
     * The name of the thread that runs the task.
     *
     * @return the thread's name; empty if the task is in no thread at the moment, see {@link Group#enrol} and {@link
     *     #isWaiting}
     */
    public String threadName() {
        return member.threadName();
    }

    /**
     * Whether the task waits for its turn, because its group has a {@linkplain Group#limit() limit}. It has no thread
     * then.
     *
     * @return whether it waits now
     */
    public boolean isWaiting() {
        return member.isWaiting();
    }

    /**
     * Whether the thread of the task has its interrupt flag set. A task that caught an {@link InterruptedException} has
     * cleared it.
     *
     * @return whether the flag is set now
     */
    public boolean isInterrupted() {
        return member.isInterrupted();
    }

    /**
     * Where the task is.
     *
     * @return the stack, innermost frame first; empty if the task has ended meanwhile or is in no thread
     */
    public List<StackTraceElement> stack() {
        return member.stack();
    }

    Member member() {
        return member;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ActiveTask task && task.member == member;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(member);
    }

    @Override
    public String toString() {
        return "ActiveTask[" + group + "/" + name() + ", age " + DrainReport.seconds(age()) + "]";
    }
}
