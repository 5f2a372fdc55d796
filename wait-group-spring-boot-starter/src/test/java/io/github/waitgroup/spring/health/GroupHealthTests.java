package io.github.waitgroup.spring.health;

import static io.github.waitgroup.spring.Fixtures.group;
import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.StuckTask;
import io.github.waitgroup.spring.WebApplication;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;

@SuppressWarnings("try") // that a stuck task is there is all that is needed of it
class GroupHealthTests {

    private final ApplicationContextRunner groups =
            starter().withPropertyValues("wait-group.groups.orders.stuck-after=1ms", "wait-group.groups.mail.phase=5");

    @Test
    void openGroupsAreUpHoweverOldTheirTasksAreIfNoLimitIsSet() {
        groups.run(context -> {
            try (StuckTask stuck = StuckTask.in(group(context, "mail"), "forever")) {
                waitUntilOlderThan(Duration.ofMillis(1), group(context, "mail"));
                Health health = health(context);
                assertThat(health.getStatus()).isEqualTo(Status.UP);
                assertThat(health.getDetails())
                        .containsEntry("mail", Map.of("state", "RUNNING", "active", 1L))
                        .containsEntry("orders", Map.of("state", "RUNNING", "active", 0L));
            }
        });
    }

    @Test
    void aTaskThatIsOlderThanTheLimitIsDown() {
        groups.run(context -> {
            Group orders = group(context, "orders");
            try (StuckTask stuck = StuckTask.in(orders, "mail-42")) {
                waitUntilOlderThan(Duration.ofMillis(1), orders);
                Health health = health(context);
                assertThat(health.getStatus()).isEqualTo(Status.DOWN);
                assertThat(health.getDetails().get("orders"))
                        .asInstanceOf(InstanceOfAssertFactories.MAP)
                        .extractingByKey("stuck", InstanceOfAssertFactories.MAP)
                        .containsEntry("task", "mail-42")
                        .containsKey("age");
            }
            Fixtures.awaitEmpty(orders);
            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
        });
    }

    @Test
    void workOfASourceMayBeStuckToo() {
        groups.withPropertyValues("wait-group.groups.kafka-listeners.stuck-after=1ms")
                .run(context -> {
                    Group listeners = group(context, "kafka-listeners");
                    try (Membership message = listeners.adopt("OrderListener.handle orders-3")) {
                        waitUntilOlderThan(Duration.ofMillis(1), listeners);
                        assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
                        assertThat(health(context).getDetails().get("kafka-listeners"))
                                .asInstanceOf(InstanceOfAssertFactories.MAP)
                                .extractingByKey("stuck", InstanceOfAssertFactories.MAP)
                                .containsEntry("task", message.task().name());
                    }
                });
    }

    @Test
    void aGroupThatDrainsOrHasDrainedIsOutOfService() {
        groups.run(context -> {
            Group mail = group(context, "mail");
            try (StuckTask stuck = StuckTask.in(mail, "mail-42")) {
                mail.beginStop(Fixtures.FOREVER);
                assertThat(health(context).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
            }
            Fixtures.awaitEmpty(mail);
            assertThat(health(context).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
            mail.restart();
            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
        });
    }

    @Test
    void httpShowsTheHealthWhichCanBePartOfReadiness() throws Exception {
        try (WebApplication application = WebApplication.run(
                NoBeans.class,
                "--wait-group.groups.orders.timeout=20s",
                "--management.endpoint.health.show-details=always",
                "--management.endpoint.health.group.readiness.include=readinessState,waitGroups")) {
            assertThat(application.get("/actuator/health/waitGroups").body())
                    .contains("\"orders\":{\"state\":\"RUNNING\",\"active\":0}");
            assertThat(application.get("/actuator/health/readiness").statusCode())
                    .isEqualTo(200);
            application.context().getBean("ordersGroup", Group.class).beginStop(Fixtures.FOREVER);
            assertThat(application.get("/actuator/health/readiness").statusCode())
                    .isEqualTo(503);
            assertThat(application.get("/actuator/health/liveness").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void contributorIsAbsentIfItIsSwitchedOffAndWithoutTheLibrary() {
        starter()
                .withPropertyValues("management.health.waitgroups.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(GroupHealthIndicator.class));
        starter()
                .withPropertyValues("management.health.defaults.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(GroupHealthIndicator.class));
        starter()
                .withClassLoader(new FilteredClassLoader(HealthIndicator.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("waitGroupsHealthIndicator"));
    }

    @Test
    void contributorBacksOffWhenTheUserHasOne() {
        starter()
                .withBean(
                        "waitGroupsHealthIndicator",
                        HealthIndicator.class,
                        () -> () -> Health.up().build())
                .run(context -> assertThat(context)
                        .hasSingleBean(HealthIndicator.class)
                        .doesNotHaveBean(GroupHealthIndicator.class));
    }

    private static void waitUntilOlderThan(Duration age, Group group) {
        while (group.activeTasks().get(0).age().compareTo(age) <= 0) {
            Thread.onSpinWait();
        }
    }

    private static Health health(ApplicationContext context) {
        Health health = context.getBean(GroupHealthIndicator.class).health();
        assertThat(health).isNotNull();
        return health;
    }

    @Configuration(proxyBeanMethods = false)
    static class NoBeans {}
}
