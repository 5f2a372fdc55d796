package io.github.waitgroup.spring.endpoint;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.github.waitgroup.DrainReport;
import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.StuckTask;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.WaitGroupProperties.GroupSettings;
import io.github.waitgroup.spring.WebApplication;
import io.github.waitgroup.spring.shutdown.GroupDrains;
import io.github.waitgroup.spring.shutdown.GroupShutdownAutoConfiguration;
import io.github.waitgroup.spring.shutdown.ShutdownPlanner;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import io.github.waitgroup.spring.worker.DrainRehearsals;
import io.github.waitgroup.spring.worker.GroupWorker;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.Lifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@SuppressWarnings("try") // that a stuck task is there is all that is needed of it
class WaitGroupsEndpointTests {

    private final ApplicationContextRunner exposed =
            starter().withPropertyValues("management.endpoints.web.exposure.include=waitgroups");

    @Test
    void endpointExistsWhereItIsExposed() {
        exposed.run(context -> assertThat(context).hasSingleBean(WaitGroupsEndpoint.class));
    }

    @Test
    void endpointIsAbsentWhereItIsNotExposed() {
        starter().run(context -> assertThat(context).doesNotHaveBean(WaitGroupsEndpoint.class));
    }

    @Test
    void endpointIsAbsentWhereAccessIsDenied() {
        exposed.withPropertyValues("management.endpoint.waitgroups.access=NONE")
                .run(context -> assertThat(context).doesNotHaveBean(WaitGroupsEndpoint.class));
    }

    @Test
    void endpointIsAbsentWithoutTheActuator() {
        exposed.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Group.class)
                        .doesNotHaveBean("waitGroupsEndpoint"));
    }

    @Test
    void endpointIsAbsentWhereItsPartsAreExcluded() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        LifecycleAutoConfiguration.class,
                        WaitGroupAutoConfiguration.class,
                        GroupShutdownAutoConfiguration.class, // and not GroupWorkerAutoConfiguration
                        WaitGroupsEndpointAutoConfiguration.class))
                .withPropertyValues("management.endpoints.web.exposure.include=waitgroups")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(WaitGroupsEndpoint.class));
    }

    @Test
    void allAnswersCanBeWrittenInANativeImage() {
        RuntimeHints hints = new RuntimeHints();
        new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, WaitGroupsEndpoint.class);
        for (Class<?> answer : List.of(
                WaitGroupsEndpoint.GroupsDescriptor.class,
                WaitGroupsEndpoint.GroupDescriptor.class,
                GroupDrains.Progress.class,
                WaitGroupsEndpoint.DrainDescriptor.class,
                DrainReport.Refusal.class,
                WaitGroupsEndpoint.RehearsalDescriptor.class,
                WaitGroupsEndpoint.ReactionDescriptor.class)) {
            assertThat(RuntimeHintsPredicates.reflection()
                            .onType(answer)
                            .withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
                    .as(answer.getSimpleName())
                    .accepts(hints);
        }
    }

    @Test
    void endpointBacksOffWhenUserHasOne() {
        exposed.withUserConfiguration(OwnEndpoint.class)
                .run(context -> assertThat(context.getBeanNamesForType(WaitGroupsEndpoint.class))
                        .containsExactly("ownEndpoint"));
    }

    @Test
    void waitingTasksAreShown() {
        exposed.withPropertyValues("wait-group.groups.orders.limit=1", "wait-group.groups.mail.phase=5")
                .run(context -> {
                    WaitGroupsEndpoint endpoint = context.getBean(WaitGroupsEndpoint.class);
                    Group orders = context.getBean("ordersGroup", Group.class);
                    try (StuckTask stuck = StuckTask.in(orders, "runs")) {
                        orders.start("waits", () -> {});
                        assertThat(endpoint.group(SecurityContext.NONE, "orders"))
                                .isNotNull()
                                .satisfies(group -> {
                                    assertThat(group.limit()).isEqualTo(1);
                                    assertThat(group.waiting()).isEqualTo(1);
                                    assertThat(group.tasks())
                                            .extracting(WaitGroupsEndpoint.TaskDescriptor::waiting)
                                            .containsExactly(false, true);
                                });
                        assertThat(endpoint.group(SecurityContext.NONE, "mail"))
                                .isNotNull()
                                .matches(group -> group.limit() == null && group.waiting() == 0);
                    }
                });
    }

    @Test
    void httpListsTheGroupsAndShowsTheTasksOfOne() throws Exception {
        try (WebApplication application = WebApplication.run(
                TwoGroups.class,
                "--wait-group.groups.order-mail.timeout=7s",
                "--wait-group.groups.order-mail.phase=5")) {
            Group mail = application.context().getBean("orderMailGroup", Group.class);
            try (StuckTask stuck = StuckTask.in(mail, "mail-42")) {
                Map<String, Map<String, Object>> list =
                        JsonPath.read(application.get("/actuator/waitgroups").body(), "$.groups");
                assertThat(list).containsOnlyKeys("audit", "http", "order-mail");
                assertThat(list.get("order-mail"))
                        .containsEntry("name", "order-mail")
                        .containsEntry("state", "RUNNING")
                        .containsEntry("active", 1)
                        .containsEntry("accepted", 1)
                        .containsEntry("completed", 0)
                        .containsEntry("failed", 0)
                        .containsEntry("refused", 0)
                        .containsEntry("timeout", "PT7S")
                        .containsEntry("phase", 5)
                        .doesNotContainKey("tasks");
                assertThat(list.get("audit"))
                        .containsEntry("active", 0)
                        .containsEntry("timeout", Group.DEFAULT_STOP_TIMEOUT.toString())
                        .containsEntry("phase", GroupSettings.DEFAULT_PHASE_AFTER_REQUESTS);

                String one = application.get("/actuator/waitgroups/order-mail").body();
                Map<String, Object> task = JsonPath.read(one, "$.tasks[0]");
                assertThat(JsonPath.<List<Object>>read(one, "$.tasks")).hasSize(1);
                assertThat(task).containsEntry("name", "mail-42").containsEntry("thread", "order-mail/mail-42");
                Group orderMail = application.context().getBean("orderMailGroup", Group.class);
                assertThat(((Number) task.get("id")).longValue())
                        .isEqualTo(orderMail.activeTasks().get(0).id());
                assertThat(Instant.parse((String) task.get("startedAt"))).isBeforeOrEqualTo(Instant.now());
                assertThat(Duration.parse((String) task.get("age"))).isPositive();
            }
        }
    }

    @Test
    void httpShowsHowTheLatestDrainEndedAndThePlanOfTheNext() throws Exception {
        try (WebApplication application = WebApplication.run(
                TwoGroups.class,
                "--wait-group.groups.order-mail.timeout=300ms",
                "--wait-group.groups.order-mail.phase=5")) {
            Group mail = application.context().getBean("orderMailGroup", Group.class);
            try (StuckTask stuck = StuckTask.in(mail, "mail-42")) {
                String before =
                        application.get("/actuator/waitgroups/order-mail").body();
                assertThat(JsonPath.<Map<String, Object>>read(before, "$"))
                        .doesNotContainKeys("latestDrain", "deadline");
                mail.beginStop();
                assertThat(mail.tryStart("mail-43", () -> {})).isFalse();
                drain(application, "orderMailGroup");
                String after =
                        application.get("/actuator/waitgroups/order-mail").body();
                assertThat(JsonPath.<Map<String, Object>>read(after, "$.latestDrain"))
                        .containsEntry("drained", false)
                        .containsEntry("activeAtStart", 1)
                        .containsEntry("activeAtEnd", 1)
                        .containsEntry("refused", 1);
                assertThat(JsonPath.<Map<String, Object>>read(after, "$.latestDrain.firstRefused[0]"))
                        .containsEntry("task", "mail-43")
                        .containsEntry("thread", Thread.currentThread().getName());
                assertThat(JsonPath.<Map<String, Object>>read(after, "$.latestDrain.stragglers[0]"))
                        .containsEntry("name", "mail-42")
                        .containsEntry("interrupted", true);
                assertThat(JsonPath.<Map<String, Object>>read(after, "$.latestDrain.stragglers[0]"))
                        .doesNotContainKey("stack");
                assertThat(Instant.parse(JsonPath.read(after, "$.deadline"))).isBeforeOrEqualTo(Instant.now());
            }
            String plan = application.get("/actuator/waitgroups").body();
            assertThat(JsonPath.<List<String>>read(plan, "$.shutdownPlan.steps[?(@.phase == 5)].beans[*]"))
                    .containsExactly("orderMailGroup.lifecycle");
            assertThat(JsonPath.<String>read(plan, "$.shutdownPlan.gracePeriod"))
                    .isEqualTo("PT30S");
            assertThat(JsonPath.<List<Object>>read(plan, "$.shutdownPlan.steps[*].beans[*]"))
                    .contains("webServerGracefulShutdown", "auditGroup.lifecycle");
        }
    }

    private static void drain(WebApplication application, String group) {
        application.context().getBean(group + ".lifecycle", Lifecycle.class).stop();
    }

    @Test
    void httpShowsTheDrainThatIsUnderWayAndTheTimelineOfEvents() throws Exception {
        try (WebApplication application =
                WebApplication.run(TwoGroups.class, "--wait-group.groups.order-mail.timeout=20s")) {
            String calm = application.get("/actuator/waitgroups").body();
            assertThat(JsonPath.<List<Object>>read(calm, "$.timeline")).isEmpty();
            Group mail = application.context().getBean("orderMailGroup", Group.class);
            CompletableFuture<Void> drain;
            try (StuckTask stuck = StuckTask.in(mail, "mail-42")) {
                drain = Fixtures.runAsync(() -> drain(application, "orderMailGroup"));
                Fixtures.await(mail.stopChannel());
                String during =
                        application.get("/actuator/waitgroups/order-mail").body();
                assertThat(JsonPath.<Map<String, Object>>read(during, "$.drain"))
                        .containsEntry("activeAtStart", 1)
                        .containsEntry("time", "PT20S")
                        .containsKey("since");
            }
            drain.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS);
            String after = application.get("/actuator/waitgroups").body();
            assertThat(JsonPath.<Map<String, Object>>read(after, "$.groups.order-mail"))
                    .doesNotContainKey("drain");
            assertThat(JsonPath.<List<String>>read(after, "$.timeline[*].event"))
                    .containsExactly("drain", "drained");
            assertThat(JsonPath.<Map<String, Object>>read(after, "$.timeline[0]"))
                    .containsEntry("group", "order-mail")
                    .containsEntry("active", 1)
                    .containsEntry("message", "Stopping group 'order-mail': 1 in flight, at most 20.000 s");
        }
    }

    @Test
    void stacksAreShownToUsersWhoMaySeeThem() throws Exception {
        for (String show : List.of("never", "when-authorized", "always")) {
            try (WebApplication application = WebApplication.run(
                    TwoGroups.class,
                    "--wait-group.groups.order-mail.timeout=100ms",
                    "--management.endpoint.waitgroups.show-stacks=" + show)) {
                Group mail = application.context().getBean("orderMailGroup", Group.class);
                try (StuckTask stuck = StuckTask.in(mail, "mail-42")) {
                    drain(application, "orderMailGroup");
                    String one =
                            application.get("/actuator/waitgroups/order-mail").body();
                    for (String task : List.of("$.tasks[0]", "$.latestDrain.stragglers[0]")) {
                        Map<String, Object> shown = JsonPath.read(one, task);
                        if (show.equals("always")) {
                            assertThat((List<?>) shown.get("stack"))
                                    .anySatisfy(frame ->
                                            assertThat(frame.toString()).contains(StuckTask.class.getName()));
                        } else {
                            assertThat(shown).as(show).doesNotContainKey("stack");
                        }
                    }
                }
            }
        }
    }

    @Test
    void placesOfTasksAreNowhereByDefault() throws Exception {
        try (WebApplication application =
                WebApplication.run(TwoGroups.class, "--wait-group.groups.order-mail.timeout=100ms")) {
            Group mail = application.context().getBean("orderMailGroup", Group.class);
            try (StuckTask stuck = StuckTask.in(mail, "mail-42")) {
                drain(application, "orderMailGroup");
                String all = application.get("/actuator/waitgroups").body();
                assertThat(JsonPath.<List<String>>read(all, "$.timeline[*].event"))
                        .containsExactly("drain", "half-time", "interrupt", "timed-out");
                assertThat(all).contains("'mail-42'").doesNotContain(StuckTask.class.getSimpleName());
                assertThat(application.get("/actuator/waitgroups/order-mail").body())
                        .contains("mail-42")
                        .doesNotContain(StuckTask.class.getSimpleName());
            }
        }
    }

    @Test
    void nothingCanBeChangedUnlessThatIsSwitchedOn() throws Exception {
        try (WebApplication application = WebApplication.run(NoGroup.class)) {
            assertThat(application.post("/actuator/waitgroups/default/stop").statusCode())
                    .isIn(404, 405);
            assertThat(application
                            .context()
                            .getBean("defaultGroup", Group.class)
                            .state())
                    .isEqualTo(Group.State.RUNNING);
        }
    }

    @Test
    void groupCanBeStoppedWhereThatIsSwitchedOn() throws Exception {
        try (WebApplication application =
                WebApplication.run(NoGroup.class, "--management.endpoint.waitgroups.access=unrestricted")) {
            Group group = application.context().getBean("defaultGroup", Group.class);
            Fixtures.startUntilStopped(group, "poller");
            assertThat(application
                            .post("/actuator/waitgroups/default/stop?timeout=PT5S")
                            .statusCode())
                    .as("a time-out is for a rehearsal")
                    .isEqualTo(400);
            assertThat(group.state()).isEqualTo(Group.State.RUNNING);
            HttpResponse<String> stopped = application.post("/actuator/waitgroups/default/stop");
            assertThat(stopped.statusCode()).isEqualTo(200);
            assertThat(JsonPath.<Map<String, Object>>read(stopped.body(), "$"))
                    .containsEntry("drained", true)
                    .containsEntry("activeAtStart", 1);
            assertThat(group.state()).isEqualTo(Group.State.STOPPED);
            assertThat(application.post("/actuator/waitgroups/default/stop").statusCode())
                    .as("once more")
                    .isEqualTo(200);

            HttpResponse<String> tooLate = application.post("/actuator/waitgroups/default/rehearse");
            assertThat(tooLate.statusCode()).isEqualTo(400);
            assertThat(application.post("/actuator/waitgroups/payments/stop").statusCode())
                    .isEqualTo(400);
            assertThat(application.post("/actuator/waitgroups/default/explode").statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void drainCanBeRehearsedWhereThatIsSwitchedOn() throws Exception {
        try (WebApplication application =
                WebApplication.run(WithWorker.class, "--management.endpoint.waitgroups.access=unrestricted")) {
            Group group = application.context().getBean("defaultGroup", Group.class);
            HttpResponse<String> rehearsed = application.post("/actuator/waitgroups/default/rehearse?timeout=PT30S");
            assertThat(rehearsed.statusCode()).as(rehearsed.body()).isEqualTo(200);
            assertThat(JsonPath.<Boolean>read(rehearsed.body(), "$.clean")).isTrue();
            assertThat(JsonPath.<List<String>>read(rehearsed.body(), "$.reactions[*].task"))
                    .containsExactly("listener");
            assertThat(Duration.parse(JsonPath.read(rehearsed.body(), "$.reactions[0].after")))
                    .isBetween(Duration.ZERO, Fixtures.FOREVER);
            assertThat(group.state()).isEqualTo(Group.State.RUNNING);
        }
    }

    @Test
    void httpAnswersNotFoundForAnUnknownGroupAndAnEmptyListForAnIdleOne() throws Exception {
        try (WebApplication application = WebApplication.run(NoGroup.class)) {
            assertThat(application.get("/actuator/waitgroups/payments").statusCode())
                    .isEqualTo(404);
            HttpResponse<String> known = application.get("/actuator/waitgroups/default");
            assertThat(known.statusCode()).isEqualTo(200);
            assertThat(JsonPath.<List<Object>>read(known.body(), "$.tasks")).isEmpty();
            assertThat(application.get("/actuator").body()).contains("/actuator/waitgroups");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NoGroup {}

    @Configuration(proxyBeanMethods = false)
    static class WithWorker {

        @GroupWorker(group = "default", name = "listener", rehearsable = true)
        void listen(StopChannel stop) throws InterruptedException {
            stop.await();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoGroups {

        @Bean
        Group auditGroup() {
            return new Group("audit");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnEndpoint {

        @Bean
        WaitGroupsEndpoint ownEndpoint(
                GroupRegistry groups,
                GroupDrains drains,
                ShutdownTimeline timeline,
                ShutdownPlanner planner,
                DrainRehearsals rehearsals,
                WaitGroupsEndpointProperties properties) {
            return new WaitGroupsEndpoint(groups, drains, timeline, planner, rehearsals, properties);
        }
    }
}
