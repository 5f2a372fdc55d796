package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A group whose starting threads have met, so that its tasks are in several stripes. */
class StripeTests {

    private final Group group = new Group("orders");
    private final List<Membership> tasks = new ArrayList<>();

    /** Lets threads start tasks while another one holds the only stripe, until they have made more. */
    @BeforeEach
    void meet() throws Exception {
        tasks.add(group.enrol("first"));
        Stripe only = tasks.get(0).guest().stripe();
        long start = System.nanoTime();
        while (stripes() < 2) {
            assertThat(System.nanoTime() - start).as("nanoseconds").isLessThan(FOREVER.toNanos());
            enrolWhileLocked(only);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // there is no event: who waits for a stripe shows nothing
    private void enrolWhileLocked(Stripe stripe) throws Exception {
        CountDownLatch coming = new CountDownLatch(2);
        List<TestThread<Membership>> starters = new ArrayList<>();
        stripe.lock();
        try {
            for (int i = 0; i < 2; i++) {
                starters.add(TestThread.start(() -> {
                    coming.countDown();
                    return group.enrol("task");
                }));
            }
            coming.await();
            for (int i = 0; i < 100; i++) {
                Thread.yield();
            }
        } finally {
            stripe.unlock();
        }
        for (TestThread<Membership> starter : starters) {
            tasks.add(starter.result());
        }
    }

    private long stripes() {
        return tasks.stream().map(task -> task.guest().stripe()).distinct().count();
    }

    @Test
    void allTasksAreListedAndCountedAndIdsDiffer() throws Exception {
        assertThat(group.activeTasks())
                .containsExactlyInAnyOrderElementsOf(
                        tasks.stream().map(Membership::task).toList())
                .extracting(ActiveTask::id)
                .doesNotHaveDuplicates();
        assertThat(group.oldestTask()).isEqualTo(tasks.get(0).task());
        assertThat(group.counts()).isEqualTo(new TaskCounts(tasks.size(), 0, 0, 0));
        tasks.forEach(task -> group.markLongRunning(task.task()));
        assertThat(group.longRunningCount()).isEqualTo(tasks.size());
        assertThat(group.oldestTask()).isNull();
        tasks.forEach(Membership::close);
        assertThat(group.longRunningCount()).isZero();
        assertThat(group.counts()).isEqualTo(new TaskCounts(tasks.size(), tasks.size(), 0, 0));
    }

    @Test
    void manyStartersAtOnceGetDifferentIds() throws Exception {
        ConcurrentLinkedQueue<Membership> more = new ConcurrentLinkedQueue<>();
        Body starter = () -> {
            for (int i = 0; i < 2_000; i++) {
                more.add(group.enrol("task"));
            }
        };
        TestThread.race(starter, starter, starter, starter);
        assertThat(group.activeTasks())
                .hasSize(8_000 + tasks.size())
                .extracting(ActiveTask::id)
                .doesNotHaveDuplicates();
        more.forEach(Membership::close);
        assertThat(group.activeTasks()).hasSize(tasks.size());
    }

    @Test
    void aWaitIsForTheTasksOfAllStripes() throws Exception {
        TestThread<Boolean> waiter = TestThread.start(() -> group.await(FOREVER));
        waiter.awaitBlocked();
        for (Membership task : tasks) {
            assertThat(group.await(Duration.ZERO)).isFalse();
            task.close();
        }
        assertThat(waiter.result()).isTrue();
    }

    @Test
    void aStopRefusesInAllStripesAndReportsThoseOfAll() throws Exception {
        assertThat(group.stop(Duration.ZERO).activeAtEnd()).isEqualTo(tasks.size());
        for (int i = 0; i < 8; i++) { // threads of different stripes
            assertThat(TestThread.start(() -> group.tryEnrol("late")).result()).isNull();
        }
        assertThat(group.counts()).isEqualTo(new TaskCounts(tasks.size(), 0, 0, 8));
        group.restart();
        for (int i = 0; i < 8; i++) {
            tasks.add(TestThread.start(() -> group.enrol("next")).result());
        }
        assertThat(group.leaveOutOfWaits(tasks.get(0).task())).isTrue();
        tasks.subList(1, tasks.size()).forEach(Membership::close);
        assertThat(group.await(Duration.ZERO)).isTrue();
        tasks.get(0).close();
        assertThat(group.counts()).isEqualTo(new TaskCounts(tasks.size(), tasks.size(), 0, 8));
    }
}
