package io.github.waitgroup.benchmarks;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.shutdown.GroupShutdownAutoConfiguration;
import io.github.waitgroup.spring.source.observed.ObservedSourceAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Map;
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
import org.springframework.core.env.MapPropertySource;

/**
 * An observation of work that does nothing, which Spring Boot times: alone, where other observations are tasks, and as
 * a task.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ObservationBenchmark {

    private static final String NAME = "orders.import";

    private final AnnotationConfigApplicationContext contextOfOthers = new AnnotationConfigApplicationContext();
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    private final ObservationRegistry plain = timed();
    private final ObservationRegistry withOthers = timed();
    private final ObservationRegistry tracked = timed();

    private static ObservationRegistry timed() {
        MeterRegistry meters = new SimpleMeterRegistry();
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        return registry;
    }

    @Setup
    public void track() {
        refresh(contextOfOthers, withOthers, "mail.send, orders.export");
        refresh(context, tracked, "mail.send, " + NAME);
    }

    private static void refresh(
            AnnotationConfigApplicationContext context, ObservationRegistry registry, String names) {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("names", Map.of("wait-group.sources.observations", names)));
        context.registerBean(ObservationRegistry.class, () -> registry);
        context.register(
                WaitGroupAutoConfiguration.class,
                LifecycleAutoConfiguration.class,
                GroupShutdownAutoConfiguration.class,
                ObservedSourceAutoConfiguration.class);
        context.refresh();
    }

    @TearDown
    public void close() {
        if (accepted(contextOfOthers) != 0) {
            throw new AssertionError("an observation of another name was tracked");
        }
        Observation.createNotStarted(NAME, tracked).observe(ObservationBenchmark::nothing);
        if (accepted(context) == 0) {
            throw new AssertionError("no observation was tracked");
        }
        contextOfOthers.close();
        context.close();
    }

    private static long accepted(AnnotationConfigApplicationContext context) {
        return context.getBean("observationsGroup", Group.class).counts().accepted();
    }

    @Benchmark
    public void observation() {
        Observation.createNotStarted(NAME, plain).observe(ObservationBenchmark::nothing);
    }

    @Benchmark
    public void observationBesideTrackedOnes() {
        Observation.createNotStarted(NAME, withOthers).observe(ObservationBenchmark::nothing);
    }

    @Benchmark
    public void trackedObservation() {
        Observation.createNotStarted(NAME, tracked).observe(ObservationBenchmark::nothing);
    }

    private static void nothing() {}
}
