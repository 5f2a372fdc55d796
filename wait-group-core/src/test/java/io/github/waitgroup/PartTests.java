package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Parts of memberships that are entered and left, not executed. */
@SuppressWarnings("try") // the resources are needed for their ends alone
class PartTests {

    private final Group group = new Group("orders");

    @Test
    void partIsShownAndItsTasksAreFollowUps() {
        try (Membership message = group.adopt("orders-3")) {
            try (Membership.Part part = message.enter()) {
                assertThat(message.task().threadName())
                        .isEqualTo(Thread.currentThread().getName());
                group.beginStop();
                group.start("follow-up", () -> {});
            }
            assertThat(group.currentTask()).isNull();
            assertThat(message.task().threadName()).isEmpty();
        }
        assertThat(group.counts().refused()).isZero();
    }

    @Test
    void partsMayEndInAnyOrder() {
        Group other = new Group("other");
        try (Membership one = group.adopt("one");
                Membership two = other.adopt("two")) {
            Membership.Part outer = one.enter();
            Membership.Part inner = two.enter();
            outer.close();
            assertThat(group.currentTask()).isNull();
            assertThat(other.currentTask()).isNotNull();
            Membership.Part again = one.enter();
            inner.close();
            inner.close();
            assertThat(other.currentTask()).isNull();
            assertThat(group.currentTask()).isNotNull();
            outer.close();
            assertThat(group.currentTask()).as("the part that has begun since").isNotNull();
            again.close();
            assertThat(group.currentTask()).isNull();
            assertThat(Frame.innermost()).isNull();
        }
    }

    @Test
    void partsThatNobodyEndsAreForgottenAfterTheirMemberships() throws Exception {
        Membership first = group.adopt("first");
        try (Membership lasting = group.adopt("lasting")) {
            lasting.enter();
            first.enter();
            for (int i = 0; i < 10; i++) {
                try (Membership next = group.adopt("next")) {
                    next.enter();
                }
            }
            first.close();
            try (Membership last = group.adopt("last")) {
                try (Membership.Part part = last.enter()) {
                    assertThat(Guest.inThisThread()).hasSize(2);
                }
                assertThat(group.currentTask()).extracting(ActiveTask::name).isEqualTo("lasting");
            }
        }
        assertThat(group.currentTask()).isNull();
    }

    @Test
    void partThatAnotherThreadEndsIsForgottenInItsOwn() throws Exception {
        try (Membership message = group.adopt("orders-3")) {
            Membership.Part part = message.enter();
            TestThread.start(part::close).result();
            assertThat(message.task().threadName()).isEmpty();
            assertThat(group.currentTask()).isNull();
            TestThread.start(() -> {
                        try (Membership.Part next = message.enter()) {
                            assertThat(message.task().threadName()).isEqualTo("test-thread");
                        }
                    })
                    .result();
            part.close();
            assertThat(Frame.innermost()).isNull();
        }
    }

    @Test
    void secondThreadIsATaskOfTheGroupTooAndTheFirstIsShown() throws Exception {
        try (Membership message = group.adopt("orders-3")) {
            try (Membership.Part part = message.enter()) {
                group.beginStop();
                assertThat(TestThread.start(() -> {
                                    try (Membership.Part second = message.enter()) {
                                        group.run("follow-up", () -> {});
                                        return message.task().threadName();
                                    }
                                })
                                .result())
                        .isEqualTo(Thread.currentThread().getName());
            }
        }
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 2, 0, 0));
    }

    @Test
    void partMayEndAfterItsMembershipAndARestart() {
        Membership message = group.adopt("orders-3");
        Membership.Part part = message.enter();
        message.close();
        assertThat(group.currentTask()).isNull();
        group.stop(Duration.ZERO);
        group.restart();
        part.close();
        assertThat(Frame.innermost()).isNull();
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
    }

    @Test
    void interruptOfAStopMeetsThePartAndNotTheThreadAfterIt() throws Exception {
        try (Membership message = group.adopt("orders-3")) {
            Membership.Part part = message.enter();
            group.beginStop();
            group.interruptTasks();
            assertThat(Thread.interrupted()).isTrue();
            part.close();
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    void interruptFindsTheNextPartIfAnotherThreadHasEndedTheFirst() throws Exception {
        try (Membership message = group.adopt("orders-3")) {
            Membership.Part part = message.enter();
            TestThread.start(part::close).result();
            group.beginStop();
            group.interruptTasks();
            assertThat(Thread.interrupted()).isFalse();
            assertThat(TestThread.start(() -> {
                                try (Membership.Part next = message.enter()) {
                                    return Thread.interrupted();
                                }
                            })
                            .result())
                    .isTrue();
        }
    }

    @Test
    void interruptThatTheInnerPartTookReachesTheOuterOne() throws Exception {
        Group other = new Group("other");
        try (Membership one = group.adopt("one");
                Membership two = other.adopt("two")) {
            try (Membership.Part outer = one.enter()) {
                try (Membership.Part inner = two.enter()) {
                    group.beginStop();
                    group.interruptTasks();
                    assertThat(Thread.interrupted())
                            .as("taken by the inner one")
                            .isTrue();
                }
                assertThat(Thread.interrupted()).as("again").isTrue();
            }
        }
        assertThat(group.await(FOREVER)).isTrue();
    }

    @Test
    void interruptNeverMeetsTheThreadAfterThePart() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            Group raced = new Group("raced");
            try (Membership message = raced.adopt("orders-3")) {
                Gate begun = new Gate();
                TestThread<?> stop = TestThread.start(() -> {
                    begun.pass();
                    raced.stop(Duration.ZERO);
                });
                try (Membership.Part part = message.enter()) {
                    begun.open();
                }
                Thread.interrupted(); // one that met the part
                stop.result();
                assertThat(Thread.interrupted()).as("interrupt in round %d", i).isFalse();
            }
        }
    }
}
