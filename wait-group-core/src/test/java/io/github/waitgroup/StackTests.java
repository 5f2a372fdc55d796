package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Threads that run out of stack within a call. */
class StackTests {

    private static final int SMALL_STACK = 160 << 10;

    private final Group group = new Group("deep");
    private final CloseableStopChannel channel = new CloseableStopChannel();
    private final SafeWaitGroup counter = new SafeWaitGroup();

    @RepeatedTest(40)
    void overflowWithinRunLeavesNothingBehind(RepetitionInfo round) throws Exception {
        overflow(round.getCurrentRepetition(), this::runDeeper);
    }

    @RepeatedTest(40)
    void overflowWithinCountsLeavesNothingLocked(RepetitionInfo round) throws Exception {
        overflow(round.getCurrentRepetition(), this::countDeeper);
    }

    @RepeatedTest(40)
    void overflowWithinAChannelLeavesItUnlocked(RepetitionInfo round) throws Exception {
        overflow(round.getCurrentRepetition(), this::listenDeeper);
        TestThread.start(channel::close).result();
    }

    @RepeatedTest(40)
    void overflowWithinACounterLeavesItUnlocked(RepetitionInfo round) throws Exception {
        overflow(round.getCurrentRepetition(), this::lookDeeper);
        TestThread<Integer> count = TestThread.start(counter::count);
        assertThat(count.result()).isZero();
    }

    @RepeatedTest(40)
    void closeOrDoneAtTheEndOfTheStackWakesWaitersOrCanBeRepeated(RepetitionInfo round) throws Exception {
        Membership last = group.enrol("last");
        counter.add(1);
        List<TestThread<?>> waiters = List.of(
                TestThread.start((Body) group::await), TestThread.start((Body) counter::await), TestThread.start((Body)
                        channel::await));
        waiters.forEach(TestThread::awaitBlocked);
        overflow(round.getCurrentRepetition(), () -> {
            onTheWayBack(new Once(last::close));
            onTheWayBack(new Once(channel::close));
            onTheWayBack(new Once(() -> {
                if (counter.count() > 0) {
                    counter.done();
                }
            }));
            throw new StackOverflowError("which has occurred");
        });
        for (TestThread<?> waiter : waiters) {
            waiter.result();
        }
    }

    /** Goes to the end of the stack, and back until the operation does not overflow any more. */
    @SuppressWarnings("InfiniteRecursion")
    private static void onTheWayBack(Once operation) {
        try {
            onTheWayBack(operation);
        } catch (StackOverflowError end) {
            // back
        }
        try {
            operation.run();
        } catch (StackOverflowError tooDeep) {
            // further back
        }
    }

    private static final class Once {

        private final Runnable operation;
        private boolean done;

        Once(Runnable operation) {
            this.operation = operation;
        }

        void run() {
            if (!done) {
                operation.run();
                done = true;
            }
        }
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack ends
    private void runDeeper() {
        group.run("visit", () -> {});
        runDeeper();
    }

    @SuppressWarnings("InfiniteRecursion")
    private void countDeeper() {
        group.counts();
        countDeeper();
    }

    @SuppressWarnings("InfiniteRecursion")
    private void listenDeeper() {
        channel.onClose(() -> {}).cancel();
        listenDeeper();
    }

    @SuppressWarnings("InfiniteRecursion")
    private void lookDeeper() {
        counter.count();
        lookDeeper();
    }

    /** Overflows at another place in each round, since the stack begins elsewhere. */
    private void overflow(int round, Runnable recursion) throws Exception {
        boolean[] overflown = {false};
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        indent(round, recursion);
                    } catch (StackOverflowError expected) {
                        overflown[0] = true;
                    }
                },
                "deep",
                SMALL_STACK);
        thread.setDaemon(true);
        thread.start();
        thread.join(FOREVER.toMillis());
        assertThat(overflown[0]).as("it overflows and does not hang").isTrue();
        TestThread<TaskCounts> counts = TestThread.start(group::counts);
        assertThat(counts.result().active()).as("active tasks").isZero();
    }

    private static void indent(int levels, Runnable then) {
        if (levels == 0) {
            then.run();
        } else {
            indent(levels - 1, then);
        }
    }
}
