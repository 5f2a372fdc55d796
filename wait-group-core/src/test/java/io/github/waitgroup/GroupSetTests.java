package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Groups whose tasks start tasks in each other's. */
@SuppressWarnings("try") // the resources are needed for their ends alone
class GroupSetTests {

    private final Group orders = new Group("orders");
    private final Group mail = new Group("mail");
    private final GroupSet set = new GroupSet();

    GroupSetTests() {
        set.add(orders);
        set.add(mail);
    }

    @Test
    void groupThatStopsAcceptsTasksFromATaskOfAnother() throws Exception {
        Gate stopping = new Gate();
        orders.start("order-1", () -> {
            stopping.pass();
            mail.start("receipt-1", () -> {});
        });
        beginStops();
        stopping.open();
        assertThat(set.await(set.groups(), FOREVER)).isTrue();
        assertThat(mail.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
    }

    @Test
    void groupThatStopsAcceptsTasksFromAPartOfAMembershipOfAnother() {
        try (Membership request = orders.enrol("GET /orders")) {
            beginStops();
            request.run(() -> mail.start("receipt", () -> {}));
            try (Membership.Part part = request.enter()) {
                mail.run("receipt", () -> {});
            }
            assertThat(mail.tryStart("between two parts", () -> {})).isFalse();
        }
        assertThat(mail.counts().accepted()).isEqualTo(2);
        assertThat(mail.counts().refused()).isOne();
    }

    @Test
    void outsiderIsRefusedAndTheMessageSaysThatItIsInFlightNowhere() {
        try (Membership request = orders.enrol("GET /orders")) {
            beginStops();
            assertThat(request.task().name()).isEqualTo("GET /orders");
            assertThatExceptionOfType(WaitGroupClosedException.class)
                    .isThrownBy(() -> mail.start("receipt", () -> {}))
                    .withMessageContaining("is refused; start it before the stop, or from a running task")
                    .withMessageContaining("This thread is in flight in no group");
        }
    }

    @Test
    void taskOfAGroupOfNoSetIsAnOutsider() throws Exception {
        Group other = new Group("other");
        Gate stopping = new Gate();
        other.start(() -> {
            stopping.pass();
            assertThat(set.isInFlight()).isFalse();
            assertThat(mail.tryStart("receipt", () -> {})).isFalse();
        });
        beginStops();
        stopping.open();
        other.await();
        assertThat(other.counts().failed()).isZero();
    }

    @Test
    void groupWhoseStopHasEndedRefusesTasksOfOthersToo() throws Exception {
        Gate ended = new Gate();
        orders.start(() -> {
            ended.pass();
            assertThat(mail.tryStart("receipt", () -> {})).isFalse();
        });
        beginStops();
        mail.endStop();
        ended.open();
        assertThat(set.await(set.groups(), FOREVER)).isTrue();
        assertThat(orders.counts().failed()).isZero();
    }

    @Test
    void waitIncludesWhatGoesBackAndForth() throws Exception {
        AtomicInteger left = new AtomicInteger(1_000);
        Gate stopping = new Gate();
        orders.start(() -> {
            stopping.pass();
            hop(left);
        });
        beginStops();
        stopping.open();
        assertThat(set.await(set.groups(), FOREVER)).isTrue();
        assertThat(left).hasValue(0);
        assertThat(orders.counts().accepted() + mail.counts().accepted()).isEqualTo(1_001);
    }

    private void hop(AtomicInteger left) {
        int now = left.decrementAndGet();
        if (now >= 0) {
            (now % 2 == 0 ? orders : mail).start(() -> hop(left));
        } else {
            left.incrementAndGet();
        }
    }

    @Test
    void waitEndsWhenTheStopOfTheGroupThatHoldsItUpEnds() throws Exception {
        Membership stuck = orders.enrol("stuck");
        beginStops();
        TestThread<Boolean> wait = TestThread.start(() -> set.await(set.groups(), FOREVER));
        wait.awaitBlocked();
        assertThat(orders.endStop().stragglers()).hasSize(1);
        assertThat(wait.result()).isTrue();
        stuck.close();
    }

    @Test
    void waitEndsWithItsTime() throws Exception {
        try (Membership stuck = orders.enrol("stuck")) {
            assertThat(set.await(List.of(mail), Duration.ZERO)).isTrue();
            assertThat(set.await(set.groups(), Duration.ofMillis(1))).isFalse();
            assertThat(orders.leaveOutOfWaits(stuck.task())).isTrue();
            assertThat(set.await(set.groups(), Duration.ZERO)).isTrue();
        }
    }

    @Test
    void taskCannotWaitForItself() {
        orders.run(
                "order-1",
                () -> assertThatIllegalStateException()
                        .isThrownBy(() -> set.await(set.groups(), FOREVER))
                        .withMessageContaining("'order-1' of group 'orders' called await of its own group"));
    }

    @Test
    void groupBelongsToOneSet() {
        GroupSet other = new GroupSet();
        assertThat(other.add(orders)).isFalse();
        assertThat(set.add(orders)).isTrue();
        assertThat(set.groups()).containsExactly(orders, mail);
        assertThat(other.groups()).isEmpty();
    }

    @Test
    void taskThatBeganBeforeItsGroupWasAddedIsInFlight() throws Exception {
        Group early = new Group("early");
        Gate begun = new Gate();
        Gate stopping = new Gate();
        early.start(() -> {
            begun.open();
            stopping.pass();
            mail.start("receipt", () -> {});
        });
        begun.pass();
        set.add(early);
        beginStops();
        stopping.open();
        assertThat(set.await(set.groups(), FOREVER)).isTrue();
        assertThat(early.counts().failed()).isZero();
        assertThat(mail.counts().accepted()).isOne();
    }

    @Test
    void openStopAcceptsOutsidersAndItsLineageIsNotHeldUpByThem() throws Exception {
        Gate done = new Gate();
        Membership inFlight = orders.enrol("order-1");
        assertThat(mail.beginOpenStop(FOREVER)).isTrue();
        orders.beginStop();
        mail.start("stray", () -> {
            done.pass();
            orders.start("of a stray", done::pass);
        });
        assertThat(mail.state()).isEqualTo(Group.State.STOPPING);
        assertThat(set.awaitLineage(set.groups(), Duration.ZERO)).isFalse();
        inFlight.close();
        assertThat(set.awaitLineage(set.groups(), FOREVER)).isTrue();
        assertThat(set.await(set.groups(), Duration.ZERO)).isFalse();
        assertThat(mail.stopReport().isDrained()).as("without strays").isTrue();

        assertThat(mail.beginStop()).as("refuses outsiders").isFalse();
        assertThat(mail.tryStart("late", () -> {})).isFalse();
        done.open();
        assertThat(set.await(set.groups(), FOREVER)).isTrue();
        assertThat(orders.counts().accepted()).isEqualTo(2);
        assertThat(orders.counts().failed() + mail.counts().failed()).isZero();
    }

    @Test
    void waitForTheLineageIsWokenAlthoughStraysGoOn() throws Exception {
        Membership inFlight = orders.enrol("order-1");
        orders.beginOpenStop(FOREVER);
        try (Membership stray = orders.enrol("stray")) {
            TestThread<Boolean> wait = TestThread.start(() -> set.awaitLineage(set.groups(), FOREVER));
            wait.awaitBlocked();
            inFlight.close();
            assertThat(wait.result()).isTrue();
            assertThat(stray.task().name()).isEqualTo("stray");
        }
    }

    @Test
    void restartMakesStraysTasksAsAllOthers() throws Exception {
        mail.beginOpenStop(FOREVER);
        try (Membership stray = mail.enrol("stray")) {
            mail.restart();
            mail.beginStop();
            assertThat(set.awaitLineage(set.groups(), Duration.ZERO)).isFalse();
            assertThat(mail.stopReport().stragglers())
                    .extracting(DrainReport.Straggler::task)
                    .containsExactly(stray.task().name());
        }
        assertThat(set.awaitLineage(set.groups(), Duration.ZERO)).isTrue();
    }

    @Test
    void joinOfSomethingInFlightIsNotLate() {
        try (Membership request = orders.enrol("GET /orders")) {
            beginStops();
            request.run(() -> mail.adopt("message-1").close());
            mail.adopt("message-2").close();
        }
        assertThat(mail.anomalies()).isEqualTo(new Anomalies(1, 0, 0));
    }

    @Test
    void workThatJoinsWhileAStopEndsIsCountedAndAwaited() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            Group raced = new Group("raced");
            raced.beginStop();
            DrainReport[] report = new DrainReport[1];
            Membership[] joined = new Membership[1];
            TestThread.race(() -> report[0] = raced.endStop(), () -> joined[0] = raced.adopt("message"));
            assertThat(raced.anomalies().late()).isOne();
            assertThat(report[0].stragglers()).hasSizeLessThanOrEqualTo(1);
            assertThat(raced.await(Duration.ZERO)).isFalse();
            joined[0].close();
            assertThat(raced.await(Duration.ZERO)).isTrue();
            assertThat(raced.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
        }
    }

    @Test
    void waitDoesNotOutlastItsTimeForAThreadThatIsAboutToJoin() throws Exception {
        set.beginJoin();
        assertThat(TestThread.start(() -> set.await(set.groups(), Duration.ofMillis(20)))
                        .result())
                .isFalse();
        set.endJoin();
        assertThat(set.await(set.groups(), Duration.ZERO)).isTrue();
    }

    @Test
    void reportOfAStopThatHasNotBegunIsAnError() {
        assertThatIllegalStateException().isThrownBy(mail::stopReport).withMessageContaining("'mail'");
    }

    @Test
    void lastEndIsThatOfATaskThatEndedSinceTheStopBegan() {
        orders.run("before", () -> {});
        assertThat(orders.sinceLastEnd()).isNull();
        try (Membership last = orders.enrol("last")) {
            orders.beginStop();
            assertThat(last.task().name()).isEqualTo("last");
            assertThat(orders.sinceLastEnd()).isNull();
        }
        assertThat(orders.sinceLastEnd()).isBetween(Duration.ZERO, FOREVER);
        orders.restart();
        assertThat(orders.sinceLastEnd()).isNull();
    }

    private void beginStops() {
        orders.beginStop();
        mail.beginStop();
    }
}
