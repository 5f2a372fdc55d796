package io.github.waitgroup.spring.endpoint;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.TaskOrigin;
import io.github.waitgroup.spring.StuckTask;
import io.github.waitgroup.spring.WebApplication;
import io.github.waitgroup.spring.report.TasksInFlight;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The one list of what is in flight, and the small answer for probes. */
@ExtendWith(OutputCaptureExtension.class)
@SuppressWarnings("try") // that a stuck task is there is all that is needed of it
class InFlightEndpointTests {

    private final ApplicationContextRunner exposed =
            starter().withPropertyValues("management.endpoints.web.exposure.include=inflight");

    @Test
    void endpointExistsWhereItIsExposed() {
        exposed.run(context ->
                assertThat(context).hasSingleBean(InFlightEndpoint.class).hasSingleBean(InFlightWebExtension.class));
        starter()
                .run(context -> assertThat(context)
                        .doesNotHaveBean(InFlightEndpoint.class)
                        .doesNotHaveBean(InFlightWebExtension.class));
    }

    @Test
    void endpointIsAbsentWhereAccessIsDenied() {
        exposed.withPropertyValues("management.endpoint.inflight.access=NONE")
                .run(context -> assertThat(context).doesNotHaveBean(InFlightEndpoint.class));
    }

    @Test
    void endpointIsAbsentWithoutTheActuator() {
        exposed.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
                .run(context ->
                        assertThat(context).hasSingleBean(TasksInFlight.class).doesNotHaveBean("inFlightEndpoint"));
    }

    @Test
    void endpointBacksOffWhenUserHasOne() {
        exposed.withUserConfiguration(OwnEndpoint.class)
                .run(context -> assertThat(context.getBeanNamesForType(InFlightEndpoint.class))
                        .containsExactly("ownEndpoint"));
    }

    @Test
    void allAnswersCanBeWrittenInANativeImage() {
        RuntimeHints hints = new RuntimeHints();
        ReflectiveRuntimeHintsRegistrar registrar = new ReflectiveRuntimeHintsRegistrar();
        registrar.registerRuntimeHints(hints, InFlightEndpoint.class, InFlightWebExtension.class);
        for (Class<?> answer : List.of(
                InFlightEndpoint.InFlightDescriptor.class,
                InFlightEndpoint.TaskDescriptor.class,
                TaskOrigin.class,
                InFlightWebExtension.DrainedDescriptor.class)) {
            assertThat(RuntimeHintsPredicates.reflection()
                            .onType(answer)
                            .withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
                    .as(answer.getSimpleName())
                    .accepts(hints);
        }
    }

    @Test
    void tasksOfAllGroupsAreListedByAgeWithWhatHasStartedThem() throws Exception {
        try (WebApplication application = WebApplication.run(TwoGroups.class)) {
            Group audit = application.context().getBean("auditGroup", Group.class);
            Group orders = application.context().getBean("ordersGroup", Group.class);
            Membership message = orders.adopt("OrderListener.handle orders-3");
            try (StuckTask first = StuckTask.in(audit, "first");
                    StuckTask mail = message.call(() -> StuckTask.in(audit, "mail-42"))) {
                String during = application.get("/actuator/inflight").body();
                assertThat(JsonPath.<List<String>>read(during, "$.tasks[*].name"))
                        .as("all but this request")
                        .containsExactly("OrderListener.handle orders-3", "first", "mail-42");
                assertThat(JsonPath.<Map<String, Object>>read(during, "$"))
                        .containsEntry("total", 3)
                        .containsEntry("longRunning", 0);
                message.close();
                String after = application.get("/actuator/inflight").body();
                Map<String, Object> task = JsonPath.read(after, "$.tasks[1]");
                assertThat(task)
                        .containsEntry("group", "audit")
                        .containsEntry("name", "mail-42")
                        .containsEntry("thread", "audit/mail-42")
                        .containsEntry("longRunning", false)
                        .doesNotContainKey("stack");
                assertThat(Instant.parse((String) task.get("startedAt"))).isBeforeOrEqualTo(Instant.now());
                assertThat(Duration.parse((String) task.get("age"))).isPositive();
                assertThat(JsonPath.<Map<String, Object>>read(after, "$.tasks[1].startedBy"))
                        .containsEntry("group", "orders")
                        .containsEntry("name", "OrderListener.handle orders-3")
                        .containsEntry("hasEnded", true);
            }
        }
    }

    @Test
    void listHasALimitAndTheNumberOfAll() throws Exception {
        try (WebApplication application = WebApplication.run(TwoGroups.class)) {
            Group audit = application.context().getBean("auditGroup", Group.class);
            List<Membership> many = IntStream.range(0, 3_000)
                    .mapToObj(number -> audit.enrol("task-" + number))
                    .toList();
            String all = application.get("/actuator/inflight").body();
            assertThat(JsonPath.<List<Object>>read(all, "$.tasks")).hasSize(100);
            assertThat(JsonPath.<Integer>read(all, "$.total")).isEqualTo(3_000);
            String two = application.get("/actuator/inflight?limit=2").body();
            assertThat(JsonPath.<List<String>>read(two, "$.tasks[*].name")).containsExactly("task-0", "task-1");
            for (String limit : List.of("0", "1001", "many")) {
                assertThat(application.get("/actuator/inflight?limit=" + limit).statusCode())
                        .as(limit)
                        .isEqualTo(400);
            }
            many.forEach(Membership::close);
        }
    }

    @Test
    void taskWhoseTurnHasNotComeIsShownToWait() throws Exception {
        try (WebApplication application = WebApplication.run(TwoGroups.class, "--wait-group.groups.mail.limit=1")) {
            Group mail = application.context().getBean("mailGroup", Group.class);
            try (StuckTask running = StuckTask.in(mail, "mail-1")) {
                mail.start("mail-2", () -> {});
                String list = application.get("/actuator/inflight").body();
                assertThat(JsonPath.<List<Boolean>>read(list, "$.tasks[*].waiting"))
                        .containsExactly(false, true);
            }
        }
    }

    @Test
    void stacksAreShownToUsersWhoMaySeeThem() throws Exception {
        for (String show : List.of("when-authorized", "always")) {
            try (WebApplication application =
                            WebApplication.run(TwoGroups.class, "--management.endpoint.inflight.show-stacks=" + show);
                    StuckTask stuck =
                            StuckTask.in(application.context().getBean("auditGroup", Group.class), "mail-42")) {
                assertThat(application.get("/actuator/inflight").body().contains(StuckTask.class.getName()))
                        .as(show)
                        .isEqualTo(show.equals("always"));
            }
        }
    }

    @Test
    void answerForProbesSaysWhetherAnythingIsInFlight() throws Exception {
        try (WebApplication application = WebApplication.run(TwoGroups.class)) {
            assertDrained(application);
        }
    }

    @Test
    void answerForProbesOfReactiveApplicationsIsTheSame() throws Exception {
        try (WebApplication application = WebApplication.runReactive(new Class<?>[] {TwoGroups.class})) {
            assertDrained(application);
        }
    }

    private static void assertDrained(WebApplication application) throws Exception {
        Group audit = application.context().getBean("auditGroup", Group.class);
        Membership stream = audit.enrol("GET /events");
        audit.markLongRunning(stream.task());
        HttpResponse<String> idle = application.get("/actuator/inflight/drained");
        assertThat(idle.statusCode()).isEqualTo(200);
        assertThat(JsonPath.<Map<String, Object>>read(idle.body(), "$"))
                .isEqualTo(Map.of("inFlight", 0, "longRunning", 1));
        Membership order = audit.enrol("order-42");
        HttpResponse<String> busy = application.get("/actuator/inflight/drained");
        assertThat(busy.statusCode()).isEqualTo(503);
        assertThat(JsonPath.<Map<String, Object>>read(busy.body(), "$"))
                .isEqualTo(Map.of("inFlight", 1, "longRunning", 1));
        order.close();
        assertThat(application.get("/actuator/inflight/drained").statusCode()).isEqualTo(200);
        assertThat(application.get("/actuator/inflight/sunk").statusCode()).isEqualTo(404);
        stream.close();
    }

    @Test
    void dumpGoesToTheLogWhereThatIsSwitchedOn(CapturedOutput output) throws Exception {
        for (String access : List.of("read-only", "unrestricted")) {
            try (WebApplication application =
                            WebApplication.run(TwoGroups.class, "--management.endpoint.inflight.access=" + access);
                    StuckTask stuck =
                            StuckTask.in(application.context().getBean("auditGroup", Group.class), "mail-42")) {
                boolean isAllowed = access.equals("unrestricted");
                assertThat(application.post("/actuator/inflight").statusCode()).isEqualTo(isAllowed ? 204 : 405);
                assertThat(output.getOut().contains("In flight: 1 task, the oldest for"))
                        .as(access)
                        .isEqualTo(isAllowed);
            }
        }
        assertThat(output.getOut()).containsPattern("'mail-42' of group 'audit' for \\S+ s\n    at ");
    }

    @Test
    void listIsAvailableByJmx() throws Exception {
        try (WebApplication application = WebApplication.run(
                        TwoGroups.class,
                        "--spring.jmx.enabled=true",
                        "--management.endpoints.jmx.exposure.include=inflight");
                StuckTask stuck = StuckTask.in(application.context().getBean("auditGroup", Group.class), "mail-42")) {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            ObjectName endpoint = new ObjectName("org.springframework.boot:type=Endpoint,name=Inflight");
            Object tasks =
                    server.invoke(endpoint, "tasks", new Object[] {null}, new String[] {Integer.class.getName()});
            assertThat(String.valueOf(tasks)).contains("name=mail-42");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoGroups {

        @Bean
        Group auditGroup() {
            return new Group("audit");
        }

        @Bean
        Group ordersGroup() {
            return new Group("orders");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnEndpoint {

        @Bean
        InFlightEndpoint ownEndpoint(TasksInFlight tasks, InFlightEndpointProperties properties) {
            return new InFlightEndpoint(tasks, properties);
        }
    }
}
