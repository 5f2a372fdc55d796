package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The places of tasks: which of them stay, and what is seen in them. */
class ChunkTests {

    private static final int FEW = 4;

    private final Group group = new Group("orders");
    private final Membership first = group.enrol("first");
    private final Stripe stripe = first.guest().stripe();

    @Test
    void aLongTaskAmongManyShortOnesKeepsFewChunks() {
        for (int i = 0; i < 10_000; i++) {
            group.run("short", () -> {});
            assertThat(chunks()).isLessThanOrEqualTo(FEW);
        }
        assertThat(group.activeTasks()).containsExactly(first.task());
    }

    @Test
    void longTasksInManyChunksKeepNoMoreThanThose() {
        List<Membership> longTasks = new ArrayList<>();
        for (int i = 0; i < 6_400; i++) {
            group.run("short", () -> {});
            if (i % 128 == 0) {
                longTasks.add(group.enrol("long"));
            }
        }
        assertThat(chunks()).isLessThanOrEqualTo(longTasks.size() + FEW);
        longTasks.forEach(Membership::close);
        for (int i = 0; i < 6_400; i++) {
            group.run("short", () -> {});
        }
        assertThat(chunks()).isLessThanOrEqualTo(FEW);
    }

    @Test
    void aLookDropsTheChunksOfTasksThatHaveEnded() {
        enrol(10_000).forEach(Membership::close);
        assertThat(chunks()).isGreaterThan(FEW);
        first.close();
        assertThat(group.oldestTask()).isNull();
        assertThat(chunks()).isEqualTo(1);
    }

    @Test
    void aTaskThatHasEndedAndIsKeptKeepsNoLaterChunk() {
        ActiveTask kept = first.task();
        List<Membership> later = enrol(1_000);
        first.close();
        later.forEach(Membership::close);
        assertThat(group.oldestTask()).isNull();
        Chunk chunk = kept.member().chunk;
        assertThat(chunk).isNotNull();
        assertThat(chunk.newer).isNull();
        assertThat(chunk.older).isNull();
    }

    @Test
    void listsAreInTheOrderOfStartsAcrossChunks() {
        List<Membership> tasks = enrol(1_000);
        IntStream.range(0, 1_000)
                .filter(i -> i % 7 != 0)
                .forEach(i -> tasks.get(i).close());
        first.close();
        List<String> left = IntStream.range(0, 1_000)
                .filter(i -> i % 7 == 0)
                .mapToObj(i -> "task " + i)
                .toList();
        assertThat(group.activeTasks()).extracting(ActiveTask::name).isEqualTo(left);
        assertThat(group.oldestTasks(50)).extracting(ActiveTask::name).isEqualTo(left.subList(0, 50));
        tasks.forEach(Membership::close);
        assertThat(group.activeTasks()).isEmpty();
    }

    @Test
    void theOldestIsFoundBehindChunksOfTasksThatAreMeantToLast() {
        group.markLongRunning(first.task());
        List<Membership> tasks = enrol(300);
        tasks.subList(0, 200).forEach(task -> group.markLongRunning(task.task()));
        assertThat(group.oldestTask()).isEqualTo(tasks.get(200).task());
        assertThat(group.longRunningCount()).isEqualTo(201);
        tasks.forEach(Membership::close);
        assertThat(group.oldestTask()).isNull();
        assertThat(group.longRunningCount()).isEqualTo(1);
    }

    /** Between the two steps in which it leaves, its thread may be put aside. */
    @Test
    void aTaskThatHasLeftAndIsStillInItsPlaceIsNotSeen() throws Exception {
        Membership second = group.enrol("second");
        first.close();
        Guest gone = first.guest();
        gone.stripe().lock();
        assertThat(gone.chunk).isNotNull();
        gone.chunk.set(gone.place, gone);
        gone.stripe().unlock();
        assertThat(group.activeTasks()).containsExactly(second.task());
        assertThat(group.oldestTask()).isEqualTo(second.task());
        assertThat(group.leaveOutOfWaits(first.task())).isFalse();
        group.markLongRunning(first.task());
        assertThat(group.longRunningCount()).isZero();
        TestThread<DrainReport> stopper = TestThread.start(() -> group.stop(FOREVER));
        group.stopChannel().await();
        stopper.awaitBlocked();
        group.restart(); // counts those that the stop waits for
        second.close();
        assertThat(stopper.result().isDrained()).isTrue();
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 2, 0, 0));
    }

    private List<Membership> enrol(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> group.enrol("task " + i))
                .toList();
    }

    private int chunks() {
        int chunks = 0;
        for (Chunk chunk = stripe.oldest; chunk != null; chunk = chunk.newer) {
            chunks++;
        }
        return chunks;
    }
}
