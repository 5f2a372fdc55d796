package io.github.waitgroup.benchmarks;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.metrics.GroupMetricsAutoConfiguration;
import io.github.waitgroup.spring.shutdown.GroupShutdownAutoConfiguration;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * A task that does nothing runs in the thread of the caller, as one of a group, with one kind of measurement or none.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class GroupMetricsBenchmark {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Timer timer = registry.timer("task");
    private final LongTaskTimer longTaskTimer =
            LongTaskTimer.builder("task.active").register(registry);
    private final Group unmeasured = new Group("unmeasured");
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    private Group measured;

    @Setup
    public void createGroup() {
        context.registerBean(MeterRegistry.class, () -> registry);
        context.register(
                WaitGroupAutoConfiguration.class,
                LifecycleAutoConfiguration.class,
                GroupShutdownAutoConfiguration.class,
                GroupMetricsAutoConfiguration.class);
        context.refresh();
        context.getBean(MeterBinder.class).bindTo(registry); // what Boot does
        measured = context.getBean(Group.class);
    }

    @TearDown
    public void close() {
        if (registry.get("wait.group.tasks.duration").timer().count()
                != measured.counts().accepted()) {
            throw new AssertionError("not every task was measured");
        }
        context.close();
    }

    @Benchmark
    public void group() {
        unmeasured.run("task", GroupMetricsBenchmark::nothing);
    }

    @Benchmark
    public void groupAndTimer() {
        unmeasured.run("task", this::timed);
    }

    private void timed() {
        timer.record(GroupMetricsBenchmark::nothing);
    }

    @Benchmark
    public void groupAndLongTaskTimer() {
        unmeasured.run("task", this::longTimed);
    }

    private void longTimed() {
        longTaskTimer.record(GroupMetricsBenchmark::nothing);
    }

    @Benchmark
    public void measuredGroup() {
        measured.run("task", GroupMetricsBenchmark::nothing);
    }

    private static void nothing() {}
}
