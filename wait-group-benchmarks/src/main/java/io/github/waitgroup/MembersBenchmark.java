package io.github.waitgroup;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The registry of active tasks alone: a task is linked and unlinked. In this package because {@code Members} is visible
 * nowhere else.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MembersBenchmark {

    private final Set<NumberedTask> numbered = ConcurrentHashMap.newKeySet();
    private final Set<Object> identified = ConcurrentHashMap.newKeySet();
    private final LinkedTasks linked = new LinkedTasks();
    private final Members members = new Group().members();

    /** What a starting thread has at hand: a thread for its tasks, so that none is made. */
    @State(Scope.Thread)
    public static class Starter {

        private final Group group = new Group();
        private final Thread thread = new Thread();
        private int next = ThreadLocalRandom.current().nextInt();

        private Member member() {
            return new Member("task", () -> {}, group.members().epoch(), (name, task) -> thread, "group/task");
        }
    }

    /** With keys that know their hash, as virtual threads do. */
    @Benchmark
    public boolean concurrentKeySet(Starter starter) {
        NumberedTask task = new NumberedTask(starter.next++);
        return numbered.add(task) && numbered.remove(task);
    }

    /** With keys that do not: the JVM has to find a hash for each. */
    @Benchmark
    public boolean concurrentKeySetIdentityHash() {
        Object task = new Object();
        return identified.add(task) && identified.remove(task);
    }

    @Benchmark
    public void synchronizedList() {
        LinkedTask task = new LinkedTask();
        linked.link(task);
        linked.unlink(task);
    }

    @Benchmark
    public boolean members(Starter starter) {
        Member member = starter.member();
        boolean joined = members.accept(member);
        members.leave(member, TaskEnd.Outcome.COMPLETED);
        return joined;
    }

    private record NumberedTask(int number) {}

    private static final class LinkedTask {

        @Nullable
        LinkedTask previous;

        @Nullable
        LinkedTask next;
    }

    /** A doubly linked list under one lock. */
    private static final class LinkedTasks {

        private @Nullable LinkedTask first;

        synchronized void link(LinkedTask task) {
            task.next = first;
            if (first != null) {
                first.previous = task;
            }
            first = task;
        }

        synchronized void unlink(LinkedTask task) {
            if (task.next != null) {
                task.next.previous = task.previous;
            }
            if (task.previous != null) {
                task.previous.next = task.next;
            } else {
                first = task.next;
            }
        }
    }
}
