package io.github.waitgroup.spring.metrics;

import io.github.waitgroup.TaskEnd;
import io.github.waitgroup.TaskInstrumentation;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The timers of the tasks of one group, in each registry that they are bound to. */
final class TaskTimers implements TaskInstrumentation {

    /** The buckets of the histogram, from 1 ms to the 30 s that Kubernetes grants by default. */
    private static final Duration[] REACTION_BUCKETS = Stream.of(
                    1, 10, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 20_000, 30_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private record Pair(Timer duration, Timer reaction) {}

    /** Replaced when another registry is bound. */
    private volatile Pair[] timers = {};

    synchronized void bind(String group, MeterRegistry registry) {
        Timer duration = Timer.builder("wait.group.tasks.duration")
                .tag("group", group)
                .description("Time that tasks took, from when they were accepted")
                .register(registry);
        Timer reaction = Timer.builder("wait.group.tasks.reaction")
                .tag("group", group)
                .description("Time that tasks took to end after their stop signal")
                .serviceLevelObjectives(REACTION_BUCKETS)
                .register(registry);
        timers = Stream.concat(Stream.of(timers), Stream.of(new Pair(duration, reaction)))
                .toArray(Pair[]::new);
    }

    @Override
    public void onEnd(TaskEnd end) {
        Duration reaction = end.reaction();
        for (Pair pair : timers) {
            pair.duration.record(end.duration().toNanos(), TimeUnit.NANOSECONDS);
            if (reaction != null) {
                pair.reaction.record(reaction.toNanos(), TimeUnit.NANOSECONDS);
            }
        }
    }
}
