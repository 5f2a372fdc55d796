package io.github.waitgroup.spring;

import static io.github.waitgroup.spring.Fixtures.application;
import static io.github.waitgroup.spring.Fixtures.startUntilStopped;
import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.WaitGroupProperties.GroupSettings;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import io.github.waitgroup.spring.shutdown.GroupDrainedEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;

/** The order of drains by the names of the groups. */
@ExtendWith(OutputCaptureExtension.class)
class DrainOrderTests {

    private static final int GRACEFUL_PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
    private static final int STOP_PHASE = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE;

    private final List<String> events = new CopyOnWriteArrayList<>();

    @Test
    void groupWithoutAnOrderHasItsOwnPhaseOrTheDefaultOne() {
        DrainOrder order = order("groups.mail.phase=5", "groups.orders.timeout=1s");
        assertThat(order.phase("mail")).isEqualTo(5);
        assertThat(order.phase("orders")).isEqualTo(GroupSettings.DEFAULT_PHASE);
        assertThat(order.phase("no settings")).isEqualTo(GroupSettings.DEFAULT_PHASE);
        assertThat(orderWithRequests().phase("orders")).isEqualTo(GroupSettings.DEFAULT_PHASE_AFTER_REQUESTS);
        assertThat(orderWithRequests().phase("http")).isEqualTo(Web.DEFAULT_PHASE);
    }

    @Test
    void groupThatDrainsAfterOthersHasALowerPhaseThanEachOfThem() {
        DrainOrder order = order(
                "groups.last.drain-after=mail,informer",
                "groups.mail.drain-after=informer,no settings",
                "groups.informer.timeout=1s");
        int first = GroupSettings.DEFAULT_PHASE;
        assertThat(order.phase("informer")).isEqualTo(first);
        assertThat(order.phase("mail")).isEqualTo(first - 1);
        assertThat(order.phase("last")).isEqualTo(first - 2);
    }

    @Test
    void groupThatDrainsAfterRequestsDrainsNoEarlierThanByDefault() {
        DrainOrder order = orderWithRequests("groups.mail.drain-after=http", "groups.late.drain-after=default");
        assertThat(order.phase("mail")).isEqualTo(GroupSettings.DEFAULT_PHASE_AFTER_REQUESTS);
        assertThat(order.phase("late")).isEqualTo(GroupSettings.DEFAULT_PHASE_AFTER_REQUESTS - 1);
    }

    @Test
    void requestsMayDrainAfterAGroup() {
        assertThat(orderWithRequests("groups.http.drain-after=informer").phase("http"))
                .isEqualTo(GroupSettings.DEFAULT_PHASE_AFTER_REQUESTS - 1);
    }

    @ParameterizedTest
    @CsvSource({"order-mail, orderMail", "orderMail, ORDERMAIL", "ordermail, order-mail"})
    void namesMayHaveAnyForm(String group, String other) {
        DrainOrder order = order("groups[" + group + "].phase=2147482300", "groups.last.drain-after=" + other);
        assertThat(order.phase("last")).isEqualTo(2147482299);
        order.requireKnown(List.of("last", group));
    }

    @Test
    void phaseOfTheGroupBeforeMayLeaveTheLastOneThatIsEarlyEnough() {
        assertThat(order("groups.a.phase=" + (STOP_PHASE + 2), "groups.b.drain-after=a")
                        .phase("b"))
                .isEqualTo(STOP_PHASE + 1);
        assertThat(orderWithRequests("groups.a.phase=" + (GRACEFUL_PHASE + 2), "groups.b.drain-after=a")
                        .phase("b"))
                .isEqualTo(GRACEFUL_PHASE + 1);
    }

    @ParameterizedTest
    @CsvSource({"true, 2147482624, 2147482625, refuses connections", "false, 2147481600, 2147481601, web server stops"})
    void phaseOfTheGroupBeforeThatLeavesNoRoomIsRefused(
            boolean requestsAreTracked, int phase, String needed, String reason) {
        for (int before : new int[] {phase, 0, Integer.MIN_VALUE}) {
            assertThatExceptionOfType(InvalidConfigurationException.class)
                    .isThrownBy(() -> order(
                            requestsAreTracked, "groups.informer.phase=" + before, "groups.mail.drain-after=informer"))
                    .withMessageContainingAll(
                            "wait-group.groups.mail.drain-after names the group 'informer', which drains in phase "
                                    + before,
                            reason,
                            "Set wait-group.groups.mail.phase in place of drain-after",
                            needed + " or more");
        }
    }

    @Test
    void circleIsRefused() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> order(
                        "groups.a.drain-after=b",
                        "groups.b.drain-after=c",
                        "groups.c.drain-after=d,e",
                        "groups.e.drain-after=B"))
                .withMessageContainingAll(
                        "'B' drains after 'c', which drains after 'e', which drains after 'B'.",
                        "wait-group.groups.b.drain-after, wait-group.groups.c.drain-after,"
                                + " wait-group.groups.e.drain-after");
    }

    @Test
    void groupThatNamesItselfIsRefused() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> order("groups.order-mail.drain-after=orderMail"))
                .withMessage("wait-group.groups.order-mail.drain-after names the group itself."
                        + " Remove 'orderMail' from it.");
    }

    @Test
    void orderAndPhaseOfOneGroupAreRefused() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> order("groups.mail.phase=5", "groups.mail.drain-after=informer"))
                .withMessageContainingAll(
                        "wait-group.groups.mail.drain-after and wait-group.groups.mail.phase", "Remove one of them");
    }

    @Test
    void nameThatNoGroupHasFailsTheStart(CapturedOutput output) {
        assertThatThrownBy(() -> application()
                        .run("--wait-group.groups.mail.drain-after=infromer", "--wait-group.groups.informer.timeout=1s")
                        .close())
                .isNotNull();
        assertThat(output)
                .contains(
                        "APPLICATION FAILED TO START",
                        "wait-group.groups.mail.drain-after names a group 'infromer', which this application context"
                                + " does not have.",
                        "The groups are [informer, mail].");
    }

    @Test
    void orderThatNoPhasesCanHaveFailsTheStart(CapturedOutput output) {
        assertThatThrownBy(() -> application()
                        .run("--wait-group.groups.mail.drain-after=mail")
                        .close())
                .isNotNull();
        assertThat(output)
                .contains("APPLICATION FAILED TO START", "wait-group.groups.mail.drain-after names the group itself.");
    }

    @Test
    void nameOfAGroupOfRequestsFailsTheStartWhereThereIsNone() {
        starter()
                .withPropertyValues("wait-group.groups.mail.drain-after=http")
                .run(context -> assertThat(context).getFailure().hasMessageContaining("names a group 'http'"));
    }

    @Test
    void childContextInheritsTheOrderOfItsParent() {
        String[] properties = {"wait-group.groups.mail.drain-after=informer", "wait-group.groups.informer.timeout=1s"};
        starter()
                .withPropertyValues(properties)
                .run(parent -> starter()
                        .withPropertyValues(properties)
                        .withParent(parent)
                        .run(context -> assertThat(context).hasNotFailed()));
    }

    @Test
    void misspeltVariableIsNamedWithTheRightOne() {
        EnvironmentVariables.in(starter(), Map.of("WAITGROUP_GROUPS_MAIL_DRAIN_AFTER", "informer"))
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageContaining("Did you mean WAITGROUP_GROUPS_MAIL_DRAINAFTER"));
    }

    @ParameterizedTest
    @CsvSource({"WAITGROUP_GROUPS_MAIL_DRAINAFTER", "WAITGROUP_GROUPS_MAIL_DRAINAFTER_0"})
    void orderCanBeSetByAVariable(String variable) {
        EnvironmentVariables.in(starter(), Map.of(variable, "async", "WAITGROUP_ASYNC_ENABLED", "true"))
                .run(context -> assertThat(phase(context.getBean(GroupRegistry.class), "mail"))
                        .isEqualTo(GroupSettings.DEFAULT_PHASE - 1));
    }

    @Test
    void groupsDrainInTheirOrderWhereverTheyComeFrom() {
        ApplicationContextRunner runner = starter()
                .withBean(Recorder.class, () -> new Recorder(events))
                .withBean("informerGroup", Group.class, () -> new Group("informer"))
                .withBean("mailer", Group.class, () -> new Group("mail"))
                .withPropertyValues(
                        "wait-group.groups.informer.drain-after=reflector",
                        "wait-group.groups.reflector.timeout=10s",
                        "wait-group.groups.audit.drain-after=mail",
                        "wait-group.groups.audit.timeout=10s");
        runner.run(context -> {
            GroupRegistry groups = context.getBean(GroupRegistry.class);
            for (String each : List.of("audit", "informer", "mail", "reflector")) {
                startUntilStopped(groups.get(each), "task");
            }
            context.close();
            assertThat(events)
                    .hasSize(4)
                    .containsSubsequence("reflector", "informer")
                    .containsSubsequence("mail", "audit");
        });
    }

    @Test
    void groupDrainsWhenTheOneBeforeHasDrainedAndMayGetTasksFromItUntilThen() {
        starter()
                .withBean(Recorder.class, () -> new Recorder(events))
                .withPropertyValues(
                        "wait-group.groups.mail.drain-after=informer", "wait-group.groups.informer.timeout=10s")
                .run(context -> {
                    GroupRegistry groups = context.getBean(GroupRegistry.class);
                    Group informer = groups.get("informer");
                    Group mail = groups.get("mail");
                    informer.startWithChannel("watch", informer.stopChannel(), stop -> {
                        Fixtures.await(stop);
                        mail.start("last", () -> events.add("last mail"));
                    });
                    context.close();
                    assertThat(events)
                            .containsExactlyInAnyOrder("informer", "last mail", "mail")
                            .endsWith("mail");
                    assertThat(mail.counts().refused()).isZero();
                });
    }

    private static DrainOrder order(String... properties) {
        return order(false, properties);
    }

    private static DrainOrder orderWithRequests(String... properties) {
        return order(true, properties);
    }

    private static DrainOrder order(boolean requestsAreTracked, String... properties) {
        Map<String, String> all = new HashMap<>();
        for (String each : properties) {
            int end = each.indexOf('=');
            all.put(WaitGroupProperties.PREFIX + "." + each.substring(0, end), each.substring(end + 1));
        }
        WaitGroupProperties bound = new Binder(new MapConfigurationPropertySource(all))
                .bindOrCreate(WaitGroupProperties.PREFIX, Bindable.of(WaitGroupProperties.class));
        return new DrainOrder(bound, requestsAreTracked);
    }

    private static int phase(GroupRegistry groups, String name) {
        return groups.findManaged(name).orElseThrow().phase();
    }

    static class Recorder {

        private final List<String> events;

        Recorder(List<String> events) {
            this.events = events;
        }

        @EventListener
        void onDrained(GroupDrainedEvent event) {
            events.add(event.report().group());
        }
    }
}
