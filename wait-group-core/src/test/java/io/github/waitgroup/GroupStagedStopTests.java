package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A stop step by step: signal, refusal, interrupt, end; and what tasks can know of it. */
class GroupStagedStopTests {

    private final Group group = new Group("orders");

    @Test
    void signalReachesTheTasksAndRefusesNobody() throws Exception {
        CompletableFuture<Boolean> signalled = new CompletableFuture<>();
        group.startWithChannel(group.stopChannel(), channel -> signalled.complete(awaits(channel)));
        group.signalStop(FOREVER);
        assertThat(TestThread.outcomeOf(signalled)).isTrue();
        group.start("outsider", () -> {});
        assertThat(group.state()).isEqualTo(Group.State.RUNNING);
    }

    @Test
    void stopThatHasBegunRefusesOutsidersAndDoesNotWait() {
        Gate end = new Gate();
        group.start(end::pass);
        assertThat(group.beginStop(FOREVER)).isTrue();
        assertThat(group.beginStop(FOREVER)).as("begun before").isFalse();
        assertThat(group.stopChannel().isClosed()).isTrue();
        assertThat(group.state()).isEqualTo(Group.State.STOPPING);
        assertThatExceptionOfType(WaitGroupClosedException.class).isThrownBy(() -> group.start(() -> {}));
        end.open();
        DrainReport report = group.stop(FOREVER);
        assertThat(report.isDrained()).isTrue();
        assertThat(report.activeAtStart()).isEqualTo(1);
    }

    @Test
    void stopThatIsBegunOnceMoreAnnouncesTheTimeThatIsLeft() {
        group.beginStop(FOREVER);
        Instant first = Objects.requireNonNull(group.context().deadline());
        group.beginStop(Duration.ZERO);
        assertThat(group.context().deadline()).isBefore(first);
    }

    @Test
    void stopThatHasBegunIsOverOnceNobodyIsActive() {
        assertThat(group.beginStop(FOREVER)).isTrue();
        assertThat(group.state()).isEqualTo(Group.State.STOPPED);
    }

    @Test
    void taskMayBeginTheStopOfItsOwnGroup() throws Exception {
        CompletableFuture<Boolean> began = new CompletableFuture<>();
        group.start(() -> began.complete(group.beginStop(FOREVER)));
        assertThat(TestThread.outcomeOf(began)).isTrue();
        assertThat(group.stop(FOREVER).isDrained()).isTrue();
    }

    @Test
    void interruptReachesWhatIsActiveAndWhatThatStartsLater() throws Exception {
        Gate interrupted = new Gate();
        Gate followUpInterrupted = new Gate();
        group.start(() -> {
            untilInterrupted();
            interrupted.open();
            group.start("follow-up", () -> {
                untilInterrupted();
                followUpInterrupted.open();
            });
        });
        assertThat(group.interruptTasks()).as("no stop has begun").isZero();
        group.beginStop(FOREVER);
        assertThat(group.interruptTasks()).isEqualTo(1);
        assertThat(group.interruptTasks()).as("interrupted before").isZero();
        interrupted.pass();
        followUpInterrupted.pass();
        assertThat(group.stop(FOREVER).isDrained()).isTrue();
    }

    @Test
    void whatIsStartedAfterTheInterruptBeginsInterrupted() throws Exception {
        Group group = new Group(
                "orders",
                FailureHandler.uncaught(),
                (name, task) -> name.endsWith("follow-up")
                        ? TestThread.overOnceStarted(name, task)
                        : TaskThreads.unstarted(name, task));
        AtomicBoolean interrupted = new AtomicBoolean();
        group.start(() -> {
            untilInterrupted();
            group.start("follow-up", () -> interrupted.set(Thread.interrupted()));
        });
        group.beginStop(FOREVER);
        group.interruptTasks();
        assertThat(group.stop(FOREVER).interrupted()).isEqualTo(2);
        assertThat(interrupted).isTrue();
    }

    @Test
    void reportOfAStopInStepsHasTheTimeSinceItBegan() {
        Gate end = new Gate();
        Instant before = Instant.now();
        group.start(end::pass);
        group.signalStop(FOREVER);
        long signalled = System.nanoTime();
        group.beginStop(FOREVER);
        Duration sinceSignal = Duration.ofNanos(System.nanoTime() - signalled);
        DrainReport report = group.stop(Duration.ZERO);
        Duration atMost = Duration.between(before, Instant.now()).plusSeconds(1); // two clocks
        assertThat(report.elapsed()).isBetween(Duration.ZERO, atMost);
        assertThat(report.stragglers())
                .singleElement()
                .satisfies(straggler -> assertThat(straggler.sinceStop())
                        .as("since the signal, which came first")
                        .isGreaterThanOrEqualTo(sinceSignal));
        end.open();
    }

    @Test
    void stopThatEndsWithoutAWaitRefusesFollowUpWorkAndInterruptsNobody() throws Exception {
        Gate running = new Gate();
        Gate followUp = new Gate();
        CompletableFuture<Boolean> accepted = new CompletableFuture<>();
        Gate end = new Gate();
        group.start("mail", () -> {
            running.open();
            followUp.pass();
            accepted.complete(group.tryStart("follow-up", () -> {}));
            end.pass();
        });
        running.pass();
        group.beginStop();
        DrainReport report = group.endStop();
        assertThat(report.stragglers()).singleElement().satisfies(straggler -> {
            assertThat(straggler.task()).isEqualTo("mail");
            assertThat(straggler.interrupted()).isFalse();
            assertThat(straggler.stack()).isNotEmpty();
        });
        assertThat(group.state()).isEqualTo(Group.State.STOPPED);
        followUp.open();
        assertThat(TestThread.outcomeOf(accepted)).isFalse();
        end.open();
        assertThat(group.await(FOREVER)).isTrue();
        assertThat(group.endStop().isDrained()).isTrue();
    }

    @Test
    void stopThatHasNotBegunEndsAtOnce() {
        group.run("mail", () -> {});
        assertThat(group.endStop().isDrained()).isTrue();
        assertThat(group.stopChannel().isClosed()).isTrue();
        assertThat(group.tryStart("late", () -> {})).isFalse();
    }

    @Test
    void signalAndStopWithoutATimeAnnounceNoDeadline() {
        group.signalStop();
        assertThat(group.context().isDone()).isTrue();
        assertThat(group.beginStop()).isTrue();
        assertThat(group.beginStop()).isFalse();
        assertThat(group.context().deadline()).isNull();
        group.signalStop(FOREVER);
        assertThat(group.context().deadline()).isNotNull();
    }

    @Test
    void interruptsComeATenthOfTheTimeBeforeTheEndAndAtMostASecond() {
        assertThat(Group.interruptNotice(Duration.ofSeconds(2))).isEqualTo(Duration.ofMillis(200));
        assertThat(Group.interruptNotice(Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(1));
        assertThat(Group.interruptNotice(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Duration.ofSeconds(1));
        assertThat(Group.interruptNotice(Duration.ofSeconds(-1))).isZero();
    }

    @Test
    void receiversOfTheSignalCannotGiveIt() {
        assertThat(group.stopChannel()).isNotInstanceOf(AutoCloseable.class);
        assertThat(group.context()).isInstanceOf(Context.class);
        assertThat(publicMethods(StopChannel.class)).doesNotContain("close", "signal");
        assertThat(publicMethods(Context.class)).doesNotContain("close", "cancel");
    }

    private static List<String> publicMethods(Class<?> type) {
        return Arrays.stream(type.getMethods()).map(Method::getName).toList();
    }

    @Test
    void contextIsDoneWithTheStopSignalAndSaysWhy() {
        Context context = group.context();
        assertThat(context.done()).isSameAs(group.stopChannel());
        assertThat(context.cause()).isNull();
        group.beginStop(FOREVER);
        assertThat(context.cause()).isInstanceOf(CancellationException.class).hasMessage("group 'orders' is stopping");
    }

    @Test
    void contextHasTheDeadlineOfTheStop() {
        Context context = group.context();
        CancellableContext child = context.withCancel();
        assertThat(context.deadline()).as("nobody knows yet").isNull();
        Instant before = Instant.now();
        group.signalStop(Duration.ofSeconds(25));
        Instant after = Instant.now();
        assertThat(context.deadline()).isBetween(before.plusSeconds(25), after.plusSeconds(25));
        assertThat(child.deadline()).isEqualTo(context.deadline());
        assertThat(child.toString()).contains("deadline");
    }

    @Test
    void deadlineBecomesEarlierButNeverLater() {
        group.signalStop(Duration.ofSeconds(25));
        Instant first = group.context().deadline();
        group.beginStop(Duration.ofSeconds(10));
        assertThat(group.context().deadline())
                .isBefore(Objects.requireNonNull(first))
                .isAfter(Instant.now());
        Instant second = group.context().deadline();
        group.stop(Duration.ofDays(1));
        assertThat(group.context().deadline()).isEqualTo(second);
    }

    @Test
    void laterStopMayLeaveLessTime() {
        group.beginStop(Duration.ofDays(1));
        group.stop(Duration.ofSeconds(1));
        assertThat(group.context().deadline()).isBefore(Instant.now().plusSeconds(2));
    }

    @Test
    void childKeepsItsOwnDeadlineIfThatIsEarlier() {
        CancellableContext child = group.context().withTimeout(Duration.ofSeconds(5));
        Instant own = child.deadline();
        group.beginStop(Duration.ofSeconds(25));
        assertThat(child.deadline()).isEqualTo(own);
    }

    @Test
    void timeWithoutEndIsTheLastMomentThatThereIs() {
        group.beginStop(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(group.context().deadline()).isEqualTo(Instant.MAX);
    }

    @Test
    void restartGivesANewContextWithoutADeadline() {
        Context old = group.context();
        group.stop(FOREVER);
        group.restart();
        assertThat(group.context()).isNotSameAs(old);
        assertThat(group.context().deadline()).isNull();
        assertThat(group.context().cause()).isNull();
        assertThat(old.cause()).isNotNull();
    }

    private static boolean awaits(StopChannel channel) {
        try {
            channel.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private static void untilInterrupted() {
        try {
            new CloseableStopChannel().await(FOREVER);
        } catch (InterruptedException expected) {
            return;
        }
        throw new AssertionError("was not interrupted");
    }
}
