package io.github.waitgroup.benchmarks;

import io.github.waitgroup.FlightRecordBenchmark;
import io.github.waitgroup.HandoverBenchmark;
import io.github.waitgroup.MembersBenchmark;
import io.github.waitgroup.benchmarks.Row.Column;
import io.github.waitgroup.benchmarks.Row.Jvm;
import io.github.waitgroup.benchmarks.Row.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The rows, in the order of the report. */
final class Rows {

    private static final String GROUP_HEAP = "4g";
    private static final Jvm GROUP_JVM = new Jvm(GROUP_HEAP);

    static final List<Row> ALL = List.of(
            safeWaitGroup("add-done-1", 1, "≤ 1.05"),
            safeWaitGroup("add-done-2", 2, "≤ 0.4 where admission is hot"),
            registry(),
            handover(),
            group(
                    "group",
                    "",
                    "≤ 1.1 with names given, ≤ 1.25 and ≤ 420 B without; ≤ 0.75 of the commit before",
                    GROUP_JVM),
            group(
                    "group-one-processor",
                    ", on one processor",
                    "≤ 1.25 with names given",
                    new Jvm(GROUP_HEAP, List.of(), true)),
            groupStarters(),
            group(
                    "group-untracked",
                    ", with `-Djdk.trackAllThreads=false`",
                    "≤ 1 with names given",
                    new Jvm(GROUP_HEAP, "-Djdk.trackAllThreads=false")),
            awaitNothing(),
            stopInTask(),
            counts(),
            oldestTask(),
            enrolBesideCounts(),
            stop(),
            idleGroup(),
            firstClose("first-close", "a JVM that has run 200,000 others", 200_000, "≤ 0.125, and ≤ 0.9 of the heap"),
            firstClose("first-close-cold", "a JVM that has run none before", 0, "none; for comparison"),
            isClosed(),
            onClose(),
            onCloseMemory(),
            httpFilter(),
            webFilter(),
            groupMetrics(),
            flightRecords(),
            observation());

    /** Those that {@code --baseline} adds a line to. */
    static final Set<String> AGAINST_COMMIT_BEFORE = Set.of(
            "registry", "registry-handover", "group", "group-one-processor", "group-starters", "group-untracked");

    private Rows() {}

    private static Row safeWaitGroup(String id, int threads, String target) {
        return new Row(
                id,
                "`SafeWaitGroup`: add and done, " + (threads == 1 ? "1 thread" : threads + " threads"),
                target,
                SafeWaitGroupBenchmark.class,
                List.of(
                        new Peer("two `getAndAdd` on one `AtomicLong`", "twoGetAndAdd"),
                        new Peer("`LongAdder`: admits everything", "longAdder"),
                        new Peer("`Semaphore`", "semaphore"),
                        new Peer("`Phaser`", "phaser"),
                        new Peer("Kubernetes' type with a `StampedLock`", "stampedLockPort"),
                        new Peer("Kubernetes' type with a read-write lock", "readWriteLockPort"),
                        new Peer("**`SafeWaitGroup`**", "safeWaitGroup")),
                threads,
                1,
                new Jvm("1g"),
                false,
                List.of());
    }

    private static Row registry() {
        return new Row(
                "registry",
                "The registry of active tasks alone: link and unlink, 2 threads",
                "≤ 0.2",
                MembersBenchmark.class,
                List.of(
                        new Peer("`ConcurrentHashMap` key set", "concurrentKeySet"),
                        new Peer("the same, keys with identity hash", "concurrentKeySetIdentityHash"),
                        new Peer("synchronized linked list", "synchronizedList"),
                        new Peer("**`Members`**", "members")),
                2,
                1,
                new Jvm("1g"),
                false,
                List.of(Column.ALLOCATED));
    }

    private static Row firstClose(String id, String jvm, int before, String target) {
        Map<String, String> params = Map.of("before", Integer.toString(before));
        return new Row(
                id,
                "The first signal to 1,000,000 parked virtual threads, in " + jvm + ", per thread",
                target,
                FirstCloseBenchmark.class,
                List.of(
                        new Peer("`CountDownLatch(1)`", "countDownLatch", params),
                        new Peer("stack of waiters", "waiterStack", params),
                        new Peer("**`StopChannel`**", "stopChannel", params)),
                1,
                1_000_000,
                new Jvm("6g"),
                true,
                List.of(Column.HELD));
    }

    private static Row handover() {
        return new Row(
                "registry-handover",
                "The registry of active tasks: linked in one thread, unlinked in another one at the same time",
                "none; to be seen beside the key set",
                HandoverBenchmark.class,
                List.of(
                        new Peer("tasks made and handed over, no registry", "ring"),
                        new Peer("`ConcurrentHashMap` key set", "concurrentKeySet"),
                        new Peer("**`Members`**", "members")),
                1,
                1,
                new Jvm("1g"),
                false,
                List.of());
    }

    private static Row group(String id, String where, String target, Jvm jvm) {
        List<Peer> peers = new ArrayList<>(List.of(
                new Peer("`newVirtualThreadPerTaskExecutor`", "executor"),
                new Peer("virtual threads and a latch", "threadsAndLatch"),
                new Peer("Spring's `SimpleAsyncTaskExecutor`, tracking, and a latch", "springExecutor"),
                new Peer("Kotlin's `launch` (no threads)", "kotlinLaunch")));
        if (StructuredScope.available()) {
            peers.add(new Peer("`StructuredTaskScope`", "structuredTaskScope"));
        }
        peers.add(new Peer("**`Group`**", "group"));
        peers.add(new Peer("**`Group`**, names given", "groupWithNames"));
        return new Row(
                id,
                "`Group`: start, track and await 1,000,000 tasks that do nothing, per task" + where,
                target,
                GroupBenchmark.class,
                List.copyOf(peers),
                1,
                1_000_000,
                jvm,
                true,
                List.of(Column.ALLOCATED));
    }

    private static Row groupStarters() {
        return new Row(
                "group-starters",
                "`Group`: the same, from 4 starting threads",
                "≤ 1.05",
                GroupBenchmark.class,
                List.of(
                        new Peer("`newVirtualThreadPerTaskExecutor`", "executorFromFourThreads"),
                        new Peer("**`Group`**, names given", "groupFromFourThreads")),
                1,
                1_000_000,
                GROUP_JVM,
                true,
                List.of(Column.ALLOCATED));
    }

    private static Row awaitNothing() {
        return activeTasks(
                "await-zero",
                "`await(Duration.ZERO)`, which finds out whether a task of the group calls it",
                "≤ 10,000 ns",
                List.of(Column.LONGEST),
                active("await", 1_000, true, ", from a platform thread"),
                active("await", 100_000, true, ", from a platform thread"),
                active("await", 1_000_000, true, ", from a platform thread"),
                active("awaitInVirtualThread", 1_000, true, ", from a virtual thread"),
                active("awaitInVirtualThread", 100_000, true, ", from a virtual thread"),
                active("awaitInVirtualThread", 1_000_000, true, ", from a virtual thread"));
    }

    private static Row stopInTask() {
        return activeTasks(
                "stop-refused",
                "`stop` called by a task of the group, which is refused",
                "≤ 10,000 ns",
                List.of(Column.LONGEST),
                active("stopInTask", 1_000, true, ""),
                active("stopInTask", 100_000, true, ""),
                active("stopInTask", 1_000_000, true, ""));
    }

    private static Row counts() {
        return activeTasks(
                "counts",
                "`counts()`",
                "≤ 500,000 ns",
                List.of(Column.LONGEST),
                active("counts", 1_000, false, ""),
                active("counts", 100_000, false, ""),
                active("counts", 1_000_000, false, ""));
    }

    private static Row oldestTask() {
        return activeTasks(
                "oldest-task",
                "`oldestTask()`",
                "the same, however many tasks are active",
                List.of(Column.LONGEST),
                active("oldestTask", 1_000, false, ""),
                active("oldestTask", 100_000, false, ""),
                active("oldestTask", 1_000_000, false, ""));
    }

    private static Row enrolBesideCounts() {
        String beside = ", beside `counts()`";
        return activeTasks(
                "enrol-beside-counts",
                "A task is accepted while another thread calls `counts()` in a loop",
                "held up for ≤ 10,000 ns",
                List.of(Column.RARE, Column.LONGEST),
                active("enrol", 1_000, false, ", nobody counts"),
                active("enrolBesideCounts", 1_000, false, beside),
                active("enrolBesideCounts", 100_000, false, beside),
                active("enrolBesideCounts", 1_000_000, false, beside));
    }

    private static Row stop() {
        return activeTasks(
                "stop-report",
                "`stop(Duration.ZERO)`, with a report of all that is active",
                "≤ 200,000,000 ns for memberships and ≤ 900,000,000 ns for virtual threads",
                List.of(Column.LONGEST),
                active("stop", 1_000, false, ", memberships"),
                active("stop", 100_000, false, ", memberships"),
                active("stop", 100_000, true, ", virtual threads"));
    }

    private static Row activeTasks(String id, String title, String target, List<Column> columns, Peer... peers) {
        return new Row(
                id,
                title,
                target,
                ActiveTasksBenchmark.class,
                List.of(peers),
                1,
                1,
                new Jvm("4g", "-Xmn2g"), // no garbage collection while calls are timed
                true,
                columns);
    }

    private static Peer active(String method, int tasks, boolean started, String how) {
        return new Peer(
                String.format(Locale.ROOT, "%,d active%s", tasks, how),
                method,
                Map.of("tasks", Integer.toString(tasks), "started", Boolean.toString(started)));
    }

    private static Row idleGroup() {
        return new Row(
                "idle-group",
                "A group that was used once and is idle",
                "≤ 1,024 B on any number of processors",
                IdleGroupBenchmark.class,
                Stream.of("1", "2", "16")
                        .map(processors -> new Peer(
                                processors.equals("1") ? "1 processor" : processors + " processors",
                                "useOnce",
                                Map.of(),
                                List.of("-XX:ActiveProcessorCount=" + processors),
                                null))
                        .toList(),
                1,
                1,
                new Jvm("1g"),
                false,
                List.of(Column.IDLE));
    }

    private static Row isClosed() {
        return new Row(
                "is-closed",
                "`StopChannel.isClosed()` in a hot loop",
                "a difference of ≤ 0.1 ns",
                IsClosedBenchmark.class,
                List.of(
                        new Peer("the loop alone", "emptyLoop"),
                        new Peer("`Thread.isInterrupted()`", "isInterrupted"),
                        new Peer("a volatile field", "volatileRead"),
                        new Peer("**`StopChannel.isClosed()`**", "isClosed")),
                1,
                1,
                new Jvm("1g"),
                false,
                List.of());
    }

    private static Row onClose() {
        return new Row(
                "on-close",
                "`StopChannel.onClose`: register and take back, while others are registered",
                "the same, however many others there are",
                OnCloseBenchmark.class,
                Stream.of("0", "1000", "100000")
                        .map(others -> new Peer(others + " others", "registerAndCancel", Map.of("others", others)))
                        .toList(),
                1,
                1,
                new Jvm("1g"),
                false,
                List.of(Column.ALLOCATED));
    }

    private static Row onCloseMemory() {
        return new Row(
                "on-close-memory",
                "`StopChannel.onClose`: 100,000 registered, then all taken back; garbage collections included",
                "nothing is left",
                OnCloseMemoryBenchmark.class,
                List.of(new Peer("**`StopChannel`**", "registerAndCancelAll")),
                1,
                100_000,
                new Jvm("1g"),
                false,
                List.of(Column.REGISTERED, Column.LEFT));
    }

    private static Row httpFilter() {
        return new Row(
                "http-filter",
                "The filter that makes an HTTP request a task, around a handler that does nothing",
                "less than the filter that observes requests",
                HttpFilterBenchmark.class,
                List.of(
                        new Peer("no filter", "noFilter"),
                        new Peer("Spring's `ServerHttpObservationFilter`", "observationFilter"),
                        new Peer("**`ServletTrackingFilter`**", "trackingFilter")),
                1,
                1,
                new Jvm("1g"),
                false,
                List.of(Column.ALLOCATED));
    }

    private static Row webFilter() {
        return new Row(
                "web-filter",
                "The same in WebFlux, where Spring observes requests in the adapter that calls filters and handlers",
                "less than the observation",
                WebFilterBenchmark.class,
                List.of(
                        new Peer("no filter", "noFilter"),
                        new Peer("the observation of `HttpWebHandlerAdapter`", "observation"),
                        new Peer("**`ReactiveTrackingFilter`**", "trackingFilter")),
                1,
                1,
                new Jvm("1g"),
                false,
                List.of(Column.ALLOCATED));
    }

    private static Row groupMetrics() {
        return new Row(
                "group-metrics",
                "Metrics: a task that does nothing, run by a group in the thread of the caller",
                "a difference of ≤ 55 ns with durations",
                GroupMetricsBenchmark.class,
                List.of(
                        new Peer("`Group`, counts read when they are scraped", "group"),
                        new Peer("a `Timer` around the task", "groupAndTimer"),
                        new Peer("a `LongTaskTimer` around the task", "groupAndLongTaskTimer"),
                        new Peer("**`Group` with `GroupMetrics`**", "measuredGroup")),
                1,
                1,
                new Jvm("1g"),
                false,
                List.of(Column.ALLOCATED));
    }

    private static Row flightRecords() {
        return new Row(
                "flight-records",
                "The Flight Recorder: a task that does nothing, run by a group in the thread of the caller",
                "the recorder's part ≤ 3 ns while nothing is recorded",
                FlightRecordBenchmark.class,
                List.of(
                        new Peer("**`Group`**, nothing recorded", "group", Map.of("events", "")),
                        new Peer("**`Group`**, ends recorded", "group", Map.of("events", "Task")),
                        new Peer("**`Group`**, starts too", "group", Map.of("events", "Task,TaskStart")),
                        new Peer("the recorder's part alone, nothing recorded", "recorder", Map.of("events", ""))),
                1,
                1,
                new Jvm("1g"),
                false,
                List.of(Column.ALLOCATED));
    }

    private static Row observation() {
        return new Row(
                "observation",
                "Sources: an observation of work that does nothing, timed as Spring Boot does",
                "nothing measurable beside tracked ones, and ≤ 60 ns more for a tracked one",
                ObservationBenchmark.class,
                List.of(
                        new Peer("an observation", "observation"),
                        new Peer("**the same, where others are tracked**", "observationBesideTrackedOnes"),
                        new Peer("**the same, tracked**", "trackedObservation")),
                1,
                1,
                new Jvm("1g"),
                false,
                List.of(Column.ALLOCATED));
    }
}
