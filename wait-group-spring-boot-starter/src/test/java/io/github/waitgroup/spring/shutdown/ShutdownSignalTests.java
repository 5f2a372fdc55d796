package io.github.waitgroup.spring.shutdown;

import static io.github.waitgroup.spring.Fixtures.group;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Context;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.ChildJvm;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.StuckTask;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** A JVM of its own that gets a real SIGTERM, or ends itself, while its tasks misbehave. */
class ShutdownSignalTests {

    /** The time-outs of the children: far more than anything else that a child does at its end. */
    private static final Duration LONG = Duration.ofSeconds(50);

    @Test
    void hungGroupsOfSeveralPhasesEndWithOneBudget() throws InterruptedException {
        try (ChildJvm child = start(
                ThreeHungGroups.class,
                "--wait-group.shutdown.timeout=2s",
                "--wait-group.groups.one.phase=3",
                "--wait-group.groups.two.phase=2",
                "--wait-group.groups.three.phase=1",
                "--wait-group.groups.three.timeout=50s",
                "--wait-group.groups.two.timeout=50s",
                "--wait-group.groups.one.timeout=50s")) {
            child.awaitLine("all are hung");
            child.terminate();
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.elapsed()).isBetween(Duration.ofSeconds(2), LONG.dividedBy(2));
            assertThat(exit.code()).isEqualTo(ChildJvm.EXIT_CODE_OF_SIGTERM);
            assertThat(exit.output())
                    .contains("Group 'one' has not drained: 1 task", "Group 'two' has not", "Group 'three' has not")
                    .contains("task 'hung-one', age ", StuckTask.class.getName() + ".run(");
        }
    }

    @Test
    void tasksKnowByWhenTheyMustHaveEnded() throws InterruptedException {
        try (ChildJvm child = start(AsksForTheTimeLeft.class, "--wait-group.groups.orders.timeout=9s")) {
            child.awaitLine("asks when signalled");
            child.terminate();
            child.awaitLine("time left: PT[5-9]");
            assertThat(child.awaitExit().output()).contains("Group 'orders' has drained: 1 task");
        }
    }

    @Test
    void groupWithEarlySignalIsSignalledBeforeAnythingElseStops() throws InterruptedException {
        try (ChildJvm child = start(
                SignalledEarly.class,
                "--wait-group.groups.pollers.early-signal=true",
                "--wait-group.groups.pollers.timeout=50s")) {
            child.awaitLine("polls");
            child.terminate();
            assertThat(child.awaitExit().output())
                    .containsSubsequence(
                            "the lifecycle stops", "the poller was signalled: true", "Stopping group 'pollers'");
        }
    }

    @Test
    void chainOfFollowUpWorkCompletes() throws InterruptedException {
        try (ChildJvm child = start(FollowsUp.class, "100", "--wait-group.groups.orders.timeout=50s")) {
            child.awaitLine("begins");
            child.terminate();
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.output())
                    .contains("the chain has ended")
                    .contains("outsider: group 'orders' is stopping since ", "'outsider' is refused; start it before")
                    .contains("Group 'orders' has drained: 1 task");
        }
    }

    @Test
    void endlessChainOfFollowUpWorkIsBoundedByTheTimeOfTheGroup() throws InterruptedException {
        try (ChildJvm child = start(FollowsUp.class, "-1", "--wait-group.groups.orders.timeout=2s")) {
            child.awaitLine("begins");
            child.terminate();
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.elapsed()).isLessThan(LONG.dividedBy(2));
            assertThat(exit.output())
                    .contains("Group 'orders' has not drained: ")
                    .doesNotContain("the chain has ended");
        }
    }

    @Test
    void taskThatCallsSystemExitIsNamedAndNotWaitedFor() throws InterruptedException {
        try (ChildJvm child = start(Exits.class, "--wait-group.groups.orders.timeout=50s")) {
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.code()).isEqualTo(3);
            assertThat(exit.elapsed()).isLessThan(LONG);
            assertThat(exit.output())
                    .contains("Task 'exits' of group 'orders' called System.exit and waits for the shutdown")
                    .contains("the other task has ended")
                    .contains("Exits.exit(ShutdownSignalTests.java:");
        }
    }

    @Test
    void taskThatClosesTheApplicationIsNamedAndNotWaitedFor() throws InterruptedException {
        try (ChildJvm child = start(ClosesTheApplication.class, "--wait-group.groups.orders.timeout=50s")) {
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.elapsed()).isLessThan(LONG);
            assertThat(exit.output())
                    .contains("Task 'closes' of group 'orders' closes the application and waits for the shutdown")
                    .contains("the other task has ended")
                    .contains("closed: true");
        }
    }

    @Test
    void tasksOfTwoGroupsThatWaitForEachOtherAreNamedAndNoTimeIsSpent() throws InterruptedException {
        try (ChildJvm child = start(
                WaitForEachOther.class, "--wait-group.groups.one.timeout=50s", "--wait-group.groups.two.timeout=50s")) {
            child.awaitLine("both run");
            child.terminate();
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.elapsed()).isLessThan(LONG.dividedBy(2));
            assertThat(exit.output())
                    .containsPattern("waits for group '(one|two)', whose task ")
                    .contains("Group 'one' has drained", "Group 'two' has drained");
        }
    }

    private static ChildJvm start(Class<?> main, String... arguments) {
        String[] all = new String[arguments.length + 3];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--wait-group.groups.unused.timeout=1s";
        all[arguments.length + 1] = "--spring.main.keep-alive=true";
        all[arguments.length + 2] = "--spring.main.web-application-type=none";
        return ChildJvm.start(main, all);
    }

    private static ConfigurableApplicationContext run(Class<?> main, String... args) {
        return SpringApplication.run(main, args);
    }

    /** Starts a task that logs its end when it is signalled to stop. */
    private static void startOther(Group group) {
        group.startWithChannel("other", group.stopChannel(), stop -> {
            Fixtures.await(stop);
            System.out.println("the other task has ended");
        });
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class ThreeHungGroups {

        public static void main(String[] args) {
            ConfigurableApplicationContext context = run(ThreeHungGroups.class, args);
            for (String name : new String[] {"one", "two", "three"}) {
                StuckTask.in(group(context, name), "hung-" + name);
            }
            System.out.println("all are hung");
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class AsksForTheTimeLeft {

        public static void main(String[] args) {
            Group orders = group(run(AsksForTheTimeLeft.class, args), "orders");
            orders.startWithContext("asks", orders.context(), AsksForTheTimeLeft::ask);
            System.out.println("asks when signalled");
        }

        private static void ask(Context context) {
            Fixtures.await(context.done());
            Instant deadline = context.deadline();
            System.out.println("time left: " + (deadline == null ? null : Duration.between(Instant.now(), deadline)));
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class SignalledEarly {

        public static void main(String[] args) {
            Group pollers = group(run(SignalledEarly.class, args), "pollers");
            Fixtures.startUntilStopped(pollers, "poller");
            System.out.println("polls");
        }

        @Bean
        LifecycleProbe first(GroupRegistry groups) {
            return new LifecycleProbe(Integer.MAX_VALUE, () -> {
                System.out.println("the lifecycle stops");
                System.out.println("the poller was signalled: "
                        + groups.get("pollers").stopChannel().isClosed());
            });
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class FollowsUp {

        public static void main(String[] args) {
            Group orders = group(run(FollowsUp.class, args), "orders");
            int length = Integer.parseInt(args[0]);
            orders.startWithChannel("first", orders.stopChannel(), stop -> {
                Fixtures.await(stop);
                refuseOutsider(orders);
                next(orders, length);
            });
            System.out.println("begins");
        }

        private static void refuseOutsider(Group orders) {
            Thread outsider = new Thread(() -> {
                try {
                    orders.start("outsider", () -> {});
                } catch (RuntimeException refused) {
                    System.out.println("outsider: " + refused.getMessage());
                }
            });
            outsider.start();
            try {
                outsider.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private static void next(Group orders, int left) {
            if (left == 0) {
                System.out.println("the chain has ended");
            } else {
                orders.start("follow-up", () -> next(orders, left - 1));
            }
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Exits {

        public static void main(String[] args) {
            Group orders = group(run(Exits.class, args), "orders");
            startOther(orders);
            orders.start("exits", Exits::exit);
        }

        private static void exit() {
            System.exit(3);
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class ClosesTheApplication {

        public static void main(String[] args) throws InterruptedException {
            ConfigurableApplicationContext context = run(ClosesTheApplication.class, args);
            Group orders = group(context, "orders");
            startOther(orders);
            CountDownLatch closed = new CountDownLatch(1);
            orders.start("closes", () -> {
                context.close();
                System.out.println("closed: " + !context.isActive());
                closed.countDown();
            });
            closed.await();
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class WaitForEachOther {

        public static void main(String[] args) {
            ConfigurableApplicationContext context = run(WaitForEachOther.class, args);
            Group one = group(context, "one");
            Group two = group(context, "two");
            CountDownLatch both = new CountDownLatch(2);
            one.start("waits for two", () -> await(both, two));
            two.start("waits for one", () -> await(both, one));
            Fixtures.await(both);
            System.out.println("both run");
        }

        private static void await(CountDownLatch both, Group other) {
            both.countDown();
            Fixtures.await(both);
            try {
                other.await(); // without a time limit, so it could never end
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
