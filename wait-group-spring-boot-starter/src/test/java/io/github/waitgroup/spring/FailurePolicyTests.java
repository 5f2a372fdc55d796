package io.github.waitgroup.spring;

import static io.github.waitgroup.spring.Fixtures.application;
import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** The consequences of a task that throws. */
@ExtendWith(OutputCaptureExtension.class)
class FailurePolicyTests {

    private final List<String> events = new CopyOnWriteArrayList<>();

    @Test
    void failureIsLoggedAndPublishedAndTheGroupGoesOn(CapturedOutput output) {
        starter().withBean(Listener.class, () -> new Listener(events)).run(context -> {
            Group group = context.getBean(Group.class);
            fail(group);
            assertThat(events).containsExactly("default/mail-42: on purpose");
            assertThat(output)
                    .contains("Task 'mail-42' of group 'default' failed", "IllegalStateException: on purpose");
            assertThat(group.state()).isEqualTo(Group.State.RUNNING);
        });
    }

    @Test
    void groupIsStoppedWhereThatIsThePolicy(CapturedOutput output) {
        starter()
                .withPropertyValues("wait-group.groups.orders.on-failure=stop-group")
                .withBean(Listener.class, () -> new Listener(events))
                .run(context -> {
                    Group group = context.getBean(Group.class);
                    Fixtures.startUntilStopped(group, "poller");
                    fail(group);
                    assertThat(group.state()).isEqualTo(Group.State.STOPPED);
                    assertThat(group.counts()).isEqualTo(new TaskCounts(2, 1, 1, 0));
                    assertThat(events).hasSize(1);
                    assertThat(output)
                            .containsOnlyOnce("Stopping group 'orders', because its task 'mail-42' has failed");
                    assertThat(context.getSourceApplicationContext().isActive()).isTrue();
                });
    }

    @Test
    void lostMembershipIsOneLineAndHasNoConsequences(CapturedOutput output) {
        starter()
                .withPropertyValues("wait-group.groups.orders.on-failure=close-application")
                .withBean(Listener.class, () -> new Listener(events))
                .run(context -> {
                    Group group = context.getBean(Group.class);
                    group.adopt("orders-3").endWithOwner(new Object());
                    Awaitility.await().atMost(Fixtures.FOREVER).until(() -> {
                        System.gc();
                        return group.counts().failed() == 1;
                    });
                    assertThat(group.state()).isEqualTo(Group.State.RUNNING);
                    assertThat(events).hasSize(1);
                    assertThat(output.getOut().lines().filter(line -> line.contains("orders-3")))
                            .singleElement()
                            .asString()
                            .contains("ERROR", "Task 'orders-3' of group 'orders' was lost: ");
                    assertThat(output).doesNotContain("Closing the application", "\tat ");
                });
    }

    @Test
    void failureInAGroupThatIsStoppedByHandDoesNotCloseTheApplication() {
        starter()
                .withPropertyValues("wait-group.groups.orders.on-failure=close-application")
                .run(context -> {
                    Group group = context.getBean(Group.class);
                    group.startWithChannel("mail-42", group.stopChannel(), stop -> {
                        Fixtures.await(stop);
                        throw new IllegalStateException("on purpose");
                    });
                    group.beginStop(Fixtures.FOREVER);
                    Fixtures.awaitEmpty(group);
                    assertThat(group.counts().failed()).isOne();
                    assertThat(context.getSourceApplicationContext().isActive()).isTrue();
                });
    }

    @Test
    void applicationIsClosedWithAnExitCodeWhereThatIsThePolicy() throws InterruptedException {
        try (ChildJvm child = ChildJvm.start(
                Crashing.class,
                "--wait-group.groups.orders.on-failure=close-application",
                "--spring.main.keep-alive=true",
                "--spring.main.web-application-type=none")) {
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.code()).as(exit.output()).isEqualTo(1);
            assertThat(exit.output())
                    .contains("Closing the application, because task 'mail-42' of group 'orders' has failed")
                    .contains("Group 'orders' has drained: ")
                    .contains("the other task has ended");
        }
    }

    @Test
    void handlerOfTheUserIsNotifiedInsteadOfTheLogAndThePolicyIsAppliedAllTheSame(CapturedOutput output) {
        starter()
                .withPropertyValues("wait-group.groups.orders.on-failure=stop-group")
                .withBean(FailureHandler.class, () -> (in, task, failure) -> {
                    events.add("handler: " + failure.getMessage());
                    throw new IllegalArgumentException("thrown by the handler");
                })
                .withBean(Listener.class, () -> new Listener(events))
                .run(context -> {
                    Group group = context.getBean(Group.class);
                    fail(group);
                    assertThat(events).containsExactly("handler: on purpose", "orders/mail-42: on purpose");
                    assertThat(group.state()).isEqualTo(Group.State.STOPPED);
                    assertThat(output)
                            .contains("thrown by the handler")
                            .doesNotContain("Task 'mail-42' of group 'orders' failed");
                });
    }

    @Test
    void policyOfAGroupThatHasAHandlerOfItsOwnIsRefused(CapturedOutput output) {
        assertThatThrownBy(() -> application(OwnGroup.class)
                        .run("--wait-group.groups.orders.on-failure=stop-group")
                        .close())
                .isNotNull();
        assertThat(output)
                .contains("APPLICATION FAILED TO START", "wait-group.groups.orders.on-failure")
                .contains("Bean 'ordersGroup' has a failure handler of its own");
    }

    private static void fail(Group group) {
        group.start("mail-42", () -> {
            throw new IllegalStateException("on purpose");
        });
        Fixtures.awaitEmpty(group);
    }

    record Listener(List<String> events) {

        @EventListener
        void onFailure(GroupTaskFailedEvent event) {
            events.add(event.task().group() + "/" + event.task().name() + ": "
                    + event.failure().getMessage());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnGroup {

        @Bean
        Group ordersGroup() {
            return new Group("orders");
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Crashing {

        public static void main(String[] args) {
            Group orders = SpringApplication.run(Crashing.class, args).getBean(Group.class);
            orders.startWithChannel("other", orders.stopChannel(), stop -> {
                Fixtures.await(stop);
                System.out.println("the other task has ended");
            });
            orders.start("mail-42", () -> {
                throw new IllegalStateException("on purpose");
            });
        }
    }
}
