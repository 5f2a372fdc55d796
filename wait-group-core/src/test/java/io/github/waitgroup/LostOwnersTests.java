package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Memberships whose owners are expected to end them, and may be lost. */
class LostOwnersTests {

    /** Outlives each test. */
    private final Object owner = new Object();

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Group group = new Group("messages", (group, task, failure) -> failures.add(failure));

    @Test
    void membershipOfALostOwnerFailsAndIsReportedOnce() throws Exception {
        group.adopt("orders-3").endWithOwner(new Object());
        group.beginStop();
        awaitCollection();
        assertThat(group.await(FOREVER)).isTrue();
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 0, 1, 0));
        assertThat(group.anomalies().leaked()).isOne();
        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .isInstanceOf(LostMembershipException.class)
                        .hasMessageContaining("'orders-3' was never ended")
                        .hasNoSuppressedExceptions());
    }

    @Test
    void membershipThatItsOwnerHasEndedIsNotLost() {
        Membership message = group.adopt("orders-3");
        message.endWithOwner(owner);
        message.close();
        message.endWithOwner(new Object());
        group.adopt("orders-4").endWithOwner(new Object());
        awaitCollection();
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 1, 1, 0));
        assertThat(group.anomalies().leaked()).isOne();
    }

    @Test
    void laterOwnerReplacesTheEarlierOne() {
        Membership message = group.adopt("orders-3");
        message.endWithOwner(new Object());
        message.endWithOwner(owner);
        group.adopt("orders-4").endWithOwner(new Object());
        awaitCollection();
        assertThat(group.activeTasks()).extracting(ActiveTask::name).containsExactly("orders-3");
        message.close();
    }

    @Test
    void lossOfAnEarlierOwnerThatIsNoticedLateEndsNothing() {
        Membership message = group.adopt("orders-3");
        Guest guest = message.guest();
        message.endWithOwner(new Object());
        LostOwners.Owner first = guest.watchedBy(null);
        guest.watchedBy(first);
        message.endWithOwner(owner);
        guest.leak(requireNonNull(first));
        assertThat(group.counts().active()).isOne();
        LostOwners.Owner latest = guest.watchedBy(null);
        guest.watchedBy(latest);
        guest.leak(requireNonNull(latest));
        assertThat(group.counts().failed()).isOne();
        assertThat(group.anomalies().leaked()).isOne();
    }

    @Test
    void handlerThatThrowsAnErrorDoesNotEndTheThread() {
        Group failing = new Group("failing", (group, task, failure) -> {
            throw new LinkageError("of the handler");
        });
        failing.adopt("first").endWithOwner(new Object());
        await().dontCatchUncaughtExceptions().atMost(FOREVER).until(() -> {
            System.gc();
            return failing.anomalies().leaked() == 1;
        });
        group.adopt("second").endWithOwner(new Object());
        awaitCollection();
        assertThat(failing.counts().active()).isZero();
    }

    @Test
    void interruptOfTheThreadDoesNotEndIt() {
        Membership watched = group.adopt("orders-3");
        watched.endWithOwner(owner);
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("wait-group-lost-owners"))
                .forEach(Thread::interrupt);
        group.adopt("orders-4").endWithOwner(new Object());
        awaitCollection();
        watched.close();
    }

    @Test
    void closeAndLossOfTheOwnerEndTheMembershipOnce() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            Group raced = new Group("raced", (group, task, failure) -> failures.add(failure));
            Membership membership = raced.adopt("orders-3");
            TestThread.race(membership::close, () -> membership.guest().leak());
            assertThat(raced.counts().active()).isZero();
            assertThat(raced.counts().completed() + raced.anomalies().leaked()).isOne();
            assertThat(raced.counts().failed()).isEqualTo(raced.anomalies().leaked());
        }
    }

    @Test
    void groupOfAWatchedOwnerThatIsNotLostDrainsAsAnyOther() {
        group.adopt("orders-3").endWithOwner(owner);
        DrainReport report = group.stop(Duration.ZERO);
        assertThat(report.stragglers()).hasSize(1);
    }

    private void awaitCollection() {
        await("loss of the owner").atMost(FOREVER).until(() -> {
            System.gc();
            return group.anomalies().leaked() == 1 && failures.size() == 1;
        });
        await("end of the task").atMost(FOREVER).until(() -> group.counts().failed() == 1);
    }
}
