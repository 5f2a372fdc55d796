package io.github.waitgroup.spring.metrics;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.WaitGroupClosedException;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.StuckTask;
import io.github.waitgroup.spring.shutdown.GroupDrains;
import io.github.waitgroup.spring.worker.PeriodicCalls;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@SuppressWarnings("try") // that a stuck task is there is all that is needed of it
class GroupMetricsTests {

    private final ApplicationContextRunner measured = starter()
            .withConfiguration(AutoConfigurations.of(
                    MetricsAutoConfiguration.class,
                    CompositeMeterRegistryAutoConfiguration.class,
                    SimpleMetricsExportAutoConfiguration.class))
            .withBean(FailureHandler.class, () -> (in, task, failure) -> {});

    @Test
    void eachGroupIsMeasured() {
        measured.withPropertyValues("wait-group.groups.orders.phase=5", "wait-group.groups.mail.phase=5")
                .run(context -> {
                    Group orders = context.getBean(GroupRegistry.class).get("orders");
                    orders.start("completes", () -> {});
                    orders.start("fails", () -> {
                        throw new IllegalStateException("on purpose");
                    });
                    Fixtures.awaitEmpty(orders);
                    try (StuckTask stuck = StuckTask.in(orders, "active")) {
                        MeterRegistry registry = context.getBean(MeterRegistry.class);
                        assertThat(values(registry, "orders"))
                                .contains(
                                        Map.entry("wait.group.tasks.active", 1.0),
                                        Map.entry("wait.group.tasks.started", 3.0),
                                        Map.entry("wait.group.tasks.completed", 1.0),
                                        Map.entry("wait.group.tasks.failed", 1.0),
                                        Map.entry("wait.group.tasks.refused", 0.0),
                                        Map.entry("wait.group.tasks.late", 0.0),
                                        Map.entry("wait.group.tasks.leaked", 0.0),
                                        Map.entry("wait.group.tasks.outlived", 0.0),
                                        Map.entry("wait.group.tasks.interrupted", 0.0),
                                        Map.entry("wait.group.tasks.stragglers", 0.0));
                        assertThat(values(registry, "mail"))
                                .containsKey("wait.group.tasks.active")
                                .allSatisfy((meter, value) -> assertThat(value).isZero());
                    }
                });
    }

    @Test
    void waitingTasksAreMeasuredWhereThereIsALimit() {
        measured.withPropertyValues("wait-group.groups.orders.limit=1", "wait-group.groups.mail.phase=5")
                .run(context -> {
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    Group orders = context.getBean(GroupRegistry.class).get("orders");
                    try (StuckTask stuck = StuckTask.in(orders, "active")) {
                        orders.start("waits", () -> {});
                        assertThat(values(registry, "orders"))
                                .contains(
                                        Map.entry("wait.group.tasks.waiting", 1.0),
                                        Map.entry("wait.group.tasks.active", 2.0));
                        assertThat(values(registry, "mail")).doesNotContainKey("wait.group.tasks.waiting");
                    }
                });
    }

    void tasksThatOutliveTheirWorkOrComeLateAreMeasured() {
        measured.run(context -> {
            Group group = context.getBean(Group.class);
            Membership message = group.adopt("orders-3");
            StuckTask mail = message.call(() -> StuckTask.in(group, "mail-42"));
            message.close();
            mail.release();
            Fixtures.awaitEmpty(group);
            group.beginStop();
            group.adopt("orders-4").close();
            assertThat(values(context.getBean(MeterRegistry.class), "default"))
                    .contains(
                            Map.entry("wait.group.tasks.late", 1.0),
                            Map.entry("wait.group.tasks.leaked", 0.0),
                            Map.entry("wait.group.tasks.outlived", 1.0));
        });
    }

    @Test
    void everyMeterHasItsTypeAndADescription() {
        measured.run(context -> {
            Map<String, Meter> meters = meters(context.getBean(MeterRegistry.class), "default", meter -> meter);
            Map<String, Meter.Type> types = new HashMap<>();
            meters.forEach((name, meter) -> {
                types.put(name, meter.getId().getType());
                assertThat(meter.getId().getDescription()).as(name).isNotBlank();
                assertThat(meter.getId().getTags()).as(name).containsExactly(Tag.of("group", "default"));
            });
            assertThat(types)
                    .containsOnly(
                            Map.entry("wait.group.tasks.active", Meter.Type.GAUGE),
                            Map.entry("wait.group.tasks.oldest.age", Meter.Type.GAUGE),
                            Map.entry("wait.group.tasks.started", Meter.Type.COUNTER),
                            Map.entry("wait.group.tasks.completed", Meter.Type.COUNTER),
                            Map.entry("wait.group.tasks.failed", Meter.Type.COUNTER),
                            Map.entry("wait.group.tasks.refused", Meter.Type.COUNTER),
                            Map.entry("wait.group.tasks.late", Meter.Type.COUNTER),
                            Map.entry("wait.group.tasks.leaked", Meter.Type.COUNTER),
                            Map.entry("wait.group.tasks.outlived", Meter.Type.COUNTER),
                            Map.entry("wait.group.tasks.interrupted", Meter.Type.COUNTER),
                            Map.entry("wait.group.tasks.stragglers", Meter.Type.COUNTER),
                            Map.entry("wait.group.tasks.duration", Meter.Type.TIMER),
                            Map.entry("wait.group.tasks.reaction", Meter.Type.TIMER),
                            Map.entry("wait.group.drain.duration", Meter.Type.TIMER),
                            Map.entry("wait.group.drain.timeouts", Meter.Type.COUNTER));
        });
    }

    @Test
    void durationsAreRecordedAndTheOldestAgeIsThatOfTheOldest() {
        measured.run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            Group group = context.getBean(Group.class);
            TimeGauge oldest = registry.get("wait.group.tasks.oldest.age").timeGauge();
            assertThat(oldest.value()).isZero();
            try (StuckTask stuck = StuckTask.in(group, "active")) {
                group.run("quick", () -> {});
                Duration age = group.activeTasks().get(0).age();
                assertThat(oldest.value(TimeUnit.NANOSECONDS)).isGreaterThanOrEqualTo((double) age.toNanos());
                Timer durations = registry.get("wait.group.tasks.duration").timer();
                assertThat(durations.count()).isOne();
                assertThat(durations.totalTime(TimeUnit.NANOSECONDS)).isPositive();
            }
            assertThat(registry.get("wait.group.tasks.reaction").timer().count())
                    .as("no task was signalled to stop")
                    .isZero();
        });
    }

    @Test
    void reactionsAreAHistogramThatIsFilledWhenTheRegistryIsClosed() {
        measured.run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            Fixtures.startUntilStopped(context.getBean(Group.class), "poller");
            context.close(); // which closes the registry before the group has drained
            Timer reactions = registry.get("wait.group.tasks.reaction").timer();
            assertThat(reactions.count()).isOne();
            assertThat(reactions.takeSnapshot().histogramCounts())
                    .extracting(bucket -> bucket.bucket(TimeUnit.MILLISECONDS))
                    .contains(1.0, 1_000.0, 30_000.0);
            FunctionTimer drains = registry.get("wait.group.drain.duration").functionTimer();
            assertThat(drains.count()).isOne();
            assertThat(drains.totalTime(TimeUnit.NANOSECONDS)).isPositive();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void durationsHaveAHistogramIfTheApplicationAsksForOne(boolean asks) {
        measured.withBean(MeterRegistry.class, RegistryWithHistograms::new)
                .withPropertyValues(
                        "management.metrics.distribution.percentiles-histogram.wait.group.tasks.duration=" + asks)
                .run(context -> {
                    context.getBean(Group.class).run("quick", () -> {});
                    HistogramSnapshot durations = context.getBean(MeterRegistry.class)
                            .get("wait.group.tasks.duration")
                            .timer()
                            .takeSnapshot();
                    assertThat(durations.count()).isOne();
                    assertThat(durations.histogramCounts().length > 0).isEqualTo(asks);
                });
    }

    @Test
    void nothingIsMeasuredIfItIsSwitchedOff() {
        measured.withPropertyValues("wait-group.metrics.enabled=false")
                .run(context ->
                        assertThat(context).hasSingleBean(MeterRegistry.class).doesNotHaveBean(GroupMetrics.class));
    }

    @Test
    void metersOfAClosedApplicationStillShowWhatBecameOfItsTasks() {
        measured.run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            Group group = context.getBean(Group.class);
            Fixtures.startUntilStopped(group, "poller");
            context.close(); // which closes the registry before the group has drained
            assertThatExceptionOfType(WaitGroupClosedException.class).isThrownBy(() -> group.start(() -> {}));
            assertThat(values(registry, "default"))
                    .containsEntry("wait.group.tasks.active", 0.0)
                    .containsEntry("wait.group.tasks.completed", 1.0)
                    .containsEntry("wait.group.tasks.refused", 1.0);
        });
    }

    @Test
    @SuppressWarnings("try") // that a stuck task is there is all that is needed of it
    void interruptedTasksAndStragglersAreCounted() {
        measured.withPropertyValues("wait-group.groups.orders.timeout=100ms").run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            try (StuckTask stuck = StuckTask.in(context.getBean(Group.class), "mail-42")) {
                context.close();
            }
            assertThat(values(registry, "orders"))
                    .containsEntry("wait.group.drain.timeouts", 1.0)
                    .containsEntry("wait.group.tasks.interrupted", 1.0)
                    .containsEntry("wait.group.tasks.stragglers", 1.0);
        });
    }

    @Test
    void groupOfAChildContextIsNotKeptWhenThatIsGone() {
        measured.run(context -> {
            GroupMetrics metrics = context.getBean(GroupMetrics.class);
            WeakReference<Group> group = instrumented(metrics);
            long deadline = System.nanoTime() + Fixtures.FOREVER.toNanos();
            while (group.get() != null) {
                assertThat(System.nanoTime() - deadline).as("it is kept").isNegative();
                System.gc();
            }
        });
    }

    private static WeakReference<Group> instrumented(GroupMetrics metrics) {
        Group group = new Group("child");
        group.instrument(metrics.instrument(group));
        group.run("quick", () -> {});
        return new WeakReference<>(group);
    }

    @Test
    void nothingIsMeasuredWithoutRegistry() {
        starter().run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(GroupMetrics.class));
    }

    @Test
    void nothingIsMeasuredWithoutMicrometer() {
        starter()
                .withClassLoader(new FilteredClassLoader(MeterRegistry.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Group.class)
                        .doesNotHaveBean("groupMetrics"));
    }

    @Test
    void metricsBackOffWhenUserHasThem() {
        measured.withUserConfiguration(OwnMetrics.class)
                .run(context -> assertThat(context.getBeanNamesForType(GroupMetrics.class))
                        .containsExactly("ownMetrics"));
    }

    private static Map<String, Double> values(MeterRegistry registry, String group) {
        return meters(registry, group, GroupMetricsTests::value);
    }

    private static <T> Map<String, T> meters(MeterRegistry registry, String group, Function<Meter, T> view) {
        return registry.getMeters().stream()
                .filter(meter -> group.equals(meter.getId().getTag("group")))
                .filter(meter -> !meter.getId().getName().endsWith(".histogram")) // this registry's way to show buckets
                .collect(Collectors.toMap(meter -> meter.getId().getName(), view));
    }

    private static double value(Meter meter) {
        return meter.measure().iterator().next().getValue();
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnMetrics {

        @Bean
        GroupMetrics ownMetrics(GroupRegistry groups, GroupDrains drains, PeriodicCalls calls) {
            return new GroupMetrics(groups, drains, calls);
        }
    }

    /** Has histograms for a back end that computes percentiles, as Prometheus' has; the simple one has none. */
    private static final class RegistryWithHistograms extends SimpleMeterRegistry {

        @Override
        protected Timer newTimer(Meter.Id id, DistributionStatisticConfig distribution, PauseDetector pauses) {
            return new CumulativeTimer(id, clock, distribution, pauses, getBaseTimeUnit(), true);
        }
    }
}
