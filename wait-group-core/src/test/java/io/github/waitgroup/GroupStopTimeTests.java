package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** A stop returns, whatever its tasks do to hold it up. */
class GroupStopTimeTests {

    private static final Duration SHORT = Duration.ofMillis(200);

    private final Group group = new Group("orders");
    private final Gate end = new Gate();

    @Test
    void interruptThatBlocksHoldsUpNeitherTheStopNorOtherInterrupts() throws Exception {
        Gate closing = new Gate();
        inChannel(closing, task -> group.start("stuck", task::run));
        CompletableFuture<Boolean> other = new CompletableFuture<>();
        group.start("other", () -> other.complete(isInterrupted()));
        group.beginStop(SHORT);
        assertThatThrownBy(() -> group.start("late", () -> {})).isInstanceOf(WaitGroupClosedException.class);
        DrainReport report = group.stop(SHORT);
        assertThat(report.stragglers())
                .extracting(DrainReport.Straggler::task)
                .as("those that have not ended")
                .contains("stuck");
        assertThat(TestThread.outcomeOf(other)).isTrue();
        closing.open();
        assertThat(group.await(FOREVER)).isTrue();
    }

    @Test
    void manyInterruptsThatBlockDoNotKeepTheLastTaskFromBeingInterrupted() throws Exception {
        Gate closing = new Gate();
        for (int i = 0; i < 40; i++) {
            inChannel(closing, task -> group.start("stuck", task::run));
        }
        CompletableFuture<Boolean> last = new CompletableFuture<>();
        group.start("last", () -> last.complete(isInterrupted()));
        assertThat(group.stop(SHORT).isDrained()).isFalse();
        assertThat(TestThread.outcomeOf(last)).isTrue();
        closing.open();
        assertThat(group.await(FOREVER)).isTrue();
    }

    @Test
    void interruptOfAMembershipThatBlocksHoldsUpNeitherTheStopNorTheLookAtIt() throws Exception {
        Gate closing = new Gate();
        Membership membership = group.enrol("stuck");
        inChannel(closing, task -> TestThread.start(() -> membership.run(task::run)));
        DrainReport report = group.stop(SHORT);
        assertThat(report.stragglers()).singleElement().satisfies(straggler -> {
            assertThat(straggler.place()).isEqualTo(DrainReport.Place.IN_THREAD);
            assertThat(straggler.interrupted()).isTrue();
        });
        closing.open();
        membership.close();
        assertThat(group.await(FOREVER)).isTrue();
    }

    @Test
    void interruptsOfACallWithoutATimeOutDoNotBlockEither() throws Exception {
        Gate closing = new Gate();
        inChannel(closing, task -> group.start("stuck", task::run));
        group.beginStop(FOREVER);
        assertThat(group.interruptTasks()).isOne();
        closing.open();
        assertThat(group.await(FOREVER)).isTrue();
    }

    /** Enters a channel whose close blocks until the gate opens. */
    private static void inChannel(Gate closing, Consumer<Runnable> starter) throws Exception {
        CompletableFuture<Thread> inside = new CompletableFuture<>();
        BlockingChannel channel = new BlockingChannel(closing);
        starter.accept(() -> channel.use(inside));
        TestThread.awaitBlocked(TestThread.outcomeOf(inside));
    }

    private boolean isInterrupted() {
        try {
            group.stopChannel().await();
            end.passInterruptibly();
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    @Test
    void endlessFollowUpsDoNotHoldUpAStop() {
        group.start("0", () -> followUp(1));
        DrainReport report = group.stop(SHORT);
        assertThat(report.followUps()).isPositive();
        assertThat(report.activeAtStart())
                .as("one, and the one that it has just started")
                .isBetween(1, 2);
        assertThat(report.interrupted()).isLessThanOrEqualTo((int) report.followUps() + 2);
    }

    private void followUp(int number) {
        try {
            group.start(String.valueOf(number), () -> followUp(number + 1));
        } catch (WaitGroupClosedException stopped) {
            // as it should be
        }
    }

    @Test
    void virtualThreadMayStopAGroup() throws Exception {
        CompletableFuture<DrainReport> report = new CompletableFuture<>();
        new Group("callers").start(() -> report.complete(group.stop(FOREVER)));
        assertThat(TestThread.outcomeOf(report).isDrained()).isTrue();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void stopInAVirtualThreadInterruptsATaskThatKeepsTheOnlyCarrier(@TempDir Path directory) throws Exception {
        List<String> oneCarrier =
                List.of("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1");
        assertThat(TestJvm.outputOf(directory, oneCarrier, BusyCarrier.class))
                .containsSubsequence(BusyCarrier.INTERRUPTED, BusyCarrier.STOPPED);
    }

    @Test
    void interruptOfAThreadThatStopsAGroupCutsTheStopShortWhateverThreadThatIs() throws Exception {
        group.start("mail", end::pass);
        CompletableFuture<DrainReport> report = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Group callers = new Group("callers");
        callers.start(() -> {
            report.complete(group.stop(FOREVER));
            flag.complete(Thread.currentThread().isInterrupted());
        });
        group.stopChannel().await();
        callers.beginStop(FOREVER);
        callers.interruptTasks();
        assertThat(TestThread.outcomeOf(report).activeAtEnd()).isOne();
        assertThat(TestThread.outcomeOf(flag)).isTrue();
        end.open();
    }

    @Test
    void stragglerWhoseThreadHasNotBegunIsReportedAsSuch() {
        Group late = new Group("late", FailureHandler.uncaught(), (name, task) -> new Thread(task, name) {

            @Override
            public void start() {} // later than it should
        });
        late.start("mail", () -> {});
        assertThat(late.stop(Duration.ZERO).stragglers())
                .extracting(DrainReport.Straggler::place)
                .containsExactly(DrainReport.Place.NOT_BEGUN);
    }

    private static final class BlockingChannel extends AbstractInterruptibleChannel {

        private final Gate closing;

        BlockingChannel(Gate closing) {
            this.closing = closing;
        }

        @Override
        protected void implCloseChannel() {
            closing.pass();
        }

        void use(CompletableFuture<Thread> inside) {
            begin();
            try {
                inside.complete(Thread.currentThread());
                closing.pass();
            } finally {
                try {
                    end(true);
                } catch (AsynchronousCloseException interrupted) {
                    // as it should be
                }
            }
        }
    }
}
