package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Work of a task that goes on in other threads. */
@SuppressWarnings("try") // the resources are needed for their ends alone
class InFlightTests {

    private final Group orders = new Group("orders");
    private final Group mail = new Group("mail");
    private final GroupSet set = new GroupSet();

    InFlightTests() {
        set.add(orders);
        set.add(mail);
    }

    @Test
    void severalThreadsAreInFlightWithATaskWhileItIsActive() throws Exception {
        Membership request = orders.enrol("GET /orders");
        InFlight inFlight = request.call(() -> current());
        mail.beginStop();
        Gate ended = new Gate();
        Gate entered = new Gate();
        List<TestThread<Boolean>> hops = Stream.generate(() -> TestThread.start(() -> {
                    try (InFlight.Scope scope = InFlight.enter(inFlight)) {
                        mail.start("receipt", () -> {});
                        entered.open();
                        ended.pass();
                        return mail.tryStart("too late", () -> {});
                    }
                }))
                .limit(3)
                .toList();
        entered.pass();
        hops.forEach(TestThread::awaitBlocked);
        assertThat(inFlight.isActive()).isTrue();
        request.close();
        assertThat(inFlight.isActive()).isFalse();
        ended.open();
        for (TestThread<Boolean> hop : hops) {
            assertThat(hop.result()).isFalse();
        }
        assertThat(mail.counts().accepted()).isEqualTo(3);
    }

    @Test
    void taskInItsOwnThreadIsInFlightUntilItEnds() throws Exception {
        InFlight[] seen = new InFlight[1];
        orders.start("order-1", () -> seen[0] = InFlight.current());
        orders.await(FOREVER);
        assertThat(seen[0]).hasToString("InFlight[orders/order-1]");
        assertThat(seen[0].isActive()).isFalse();
    }

    @Test
    void threadThatRunsNothingIsInFlightWithNothing() {
        assertThat(InFlight.current()).isNull();
        assertThat(set.isInFlight()).isFalse();
        new Group("of no set").run("task", () -> assertThat(InFlight.current()).isNull());
        try (InFlight.Scope nothing = InFlight.enter(null)) {
            assertThat(InFlight.current()).isNull();
        }
    }

    @Test
    void scopesMayEndInAnyOrderTwiceAndInAnotherThread() throws Exception {
        try (Membership one = orders.enrol("one");
                Membership two = mail.enrol("two")) {
            InFlight first = one.call(() -> current());
            InFlight second = two.call(() -> current());
            InFlight.Scope outer = InFlight.enter(first);
            InFlight.Scope inner = InFlight.enter(second);
            TestThread.start(inner::close).result();
            assertThat(InFlight.current()).hasToString("InFlight[mail/two]");
            outer.close();
            assertThat(InFlight.current()).hasToString("InFlight[mail/two]");
            inner.close();
            assertThat(InFlight.current()).isNull();
            outer.close();
            inner.close();
            assertThat(InFlight.current()).isNull();
        }
    }

    @Test
    void valueThatIsSavedAndRestoredIsWhatTheThreadCarriedBefore() {
        try (Membership one = orders.enrol("one");
                Membership two = mail.enrol("two")) {
            InFlight first = one.call(() -> current());
            InFlight.carry(first);
            two.run(() -> {
                InFlight before = InFlight.current(); // of the part
                assertThat(before).hasToString("InFlight[mail/two]");
                InFlight.carry(first);
                InFlight.restore(before);
                assertThat(InFlight.current()).hasToString("InFlight[mail/two]");
            });
            assertThat(InFlight.current()).hasToString("InFlight[orders/one]");
            InFlight.restore(null);
            assertThat(InFlight.current()).isNull();
        }
    }

    @Test
    void partThatHasEndedLeavesNothingInItsThread() {
        try (Membership request = orders.enrol("GET /orders")) {
            request.run(() -> {
                InFlight before = InFlight.current();
                InFlight.carry(before);
                InFlight.restore(before);
            });
            assertThat(InFlight.current()).isNull();
            assertThat(set.isInFlight()).isFalse();
        }
    }

    @Test
    void inFlightIsNoTaskOfTheGroup() {
        try (Membership request = orders.enrol("GET /orders")) {
            try (InFlight.Scope scope = InFlight.enter(request.call(() -> current()))) {
                assertThat(orders.currentTask()).isNull();
                assertThat(request.task().threadName()).isEmpty();
            }
        }
    }

    @Test
    void strayStaysOneInOtherThreads() throws Exception {
        mail.beginOpenStop(FOREVER);
        orders.beginStop();
        try (Membership stray = mail.enrol("stray")) {
            try (InFlight.Scope scope = InFlight.enter(stray.call(() -> current()))) {
                Membership following = orders.enrol("following");
                assertThat(set.awaitLineage(set.groups(), FOREVER)).isTrue();
                following.close();
            }
        }
        assertThatExceptionOfType(WaitGroupClosedException.class).isThrownBy(() -> orders.enrol("outsider"));
    }

    private static InFlight current() {
        return Objects.requireNonNull(InFlight.current());
    }
}
