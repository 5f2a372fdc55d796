package io.github.waitgroup.spring.metrics;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.WaitGroupClosedException;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.StuckTask;
import io.github.waitgroup.spring.shutdown.GroupDrains;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
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
            .withBean(FailureHandler.class, () -> (task, failure) -> {});

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
                                .containsOnly(
                                        Map.entry("wait.group.tasks.active", 1.0),
                                        Map.entry("wait.group.tasks.started", 3.0),
                                        Map.entry("wait.group.tasks.completed", 1.0),
                                        Map.entry("wait.group.tasks.failed", 1.0),
                                        Map.entry("wait.group.tasks.refused", 0.0),
                                        Map.entry("wait.group.tasks.interrupted", 0.0),
                                        Map.entry("wait.group.tasks.stragglers", 0.0));
                        assertThat(values(registry, "mail"))
                                .containsKey("wait.group.tasks.active")
                                .allSatisfy((meter, value) -> assertThat(value).isZero());
                    }
                });
    }

    @Test
    void activeIsAGaugeAndTheOthersAreCounters() {
        measured.run(context -> {
            Map<String, Meter> meters = meters(context.getBean(MeterRegistry.class), "default", meter -> meter);
            assertThat(meters).hasSize(7).allSatisfy((name, meter) -> {
                Meter.Type type = name.endsWith(".active") ? Meter.Type.GAUGE : Meter.Type.COUNTER;
                assertThat(meter.getId().getType()).isEqualTo(type);
                assertThat(meter.getId().getDescription()).isNotBlank();
            });
        });
    }

    @Test
    void metersOfAClosedApplicationStillTellWhatBecameOfItsTasks() {
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
                    .containsEntry("wait.group.tasks.interrupted", 1.0)
                    .containsEntry("wait.group.tasks.stragglers", 1.0);
        });
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
                .collect(Collectors.toMap(meter -> meter.getId().getName(), view));
    }

    private static double value(Meter meter) {
        return meter.measure().iterator().next().getValue();
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnMetrics {

        @Bean
        GroupMetrics ownMetrics(GroupRegistry groups, GroupDrains drains) {
            return new GroupMetrics(groups, drains);
        }
    }
}
