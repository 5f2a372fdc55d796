package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Work that ends when a stage completes, as a task of a group. */
class GroupFollowTests {

    private final List<Throwable> handled = Collections.synchronizedList(new ArrayList<>());
    private final Group group = new Group("orders", (in, task, failure) -> handled.add(failure));
    private final CompletableFuture<String> stage = new CompletableFuture<>();

    @Test
    void stageIsATaskUntilItCompletes() throws Exception {
        CompletableFuture<String> same = group.follow("mail-42", stage);
        assertThat(same).as("so that it chains").isSameAs(stage);
        assertThat(group.activeTasks()).extracting(ActiveTask::name).containsExactly("mail-42");
        assertThat(group.activeTasks().get(0).threadName())
                .as("no thread is held")
                .isEmpty();
        assertThat(group.await(Duration.ZERO)).isFalse();
        stage.complete("sent");
        assertThat(group.await(FOREVER)).isTrue();
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
    }

    @Test
    void stopWaitsForTheStage() throws Exception {
        group.follow("mail-42", stage);
        TestThread<DrainReport> stopper = TestThread.start(() -> group.stop(FOREVER));
        group.stopChannel().await();
        stopper.awaitBlocked();
        stage.complete("sent");
        assertThat(stopper.result().isDrained()).isTrue();
    }

    @Test
    void stageThatIsCompleteAlreadyIsATaskThatHasEnded() {
        group.follow("done", CompletableFuture.completedStage("sent"));
        group.follow("failed", CompletableFuture.failedFuture(new IllegalStateException("on purpose")));
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 1, 1, 0));
    }

    @Test
    void stageThatFailsHasFailedAndItsCallerHasTheFailure() {
        CompletableFuture<String> followed = group.follow("mail-42", stage);
        stage.completeExceptionally(new IllegalStateException("on purpose"));
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 0, 1, 0));
        assertThat(handled).isEmpty();
        assertThat(followed).isCompletedExceptionally();
    }

    @Test
    void stageThatIsCancelledHasFailed() {
        group.follow("mail-42", stage).cancel(false);
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 0, 1, 0));
        assertThat(handled).isEmpty();
    }

    @Test
    void refusedStageIsNotTouched() {
        group.close();
        assertThatExceptionOfType(WaitGroupClosedException.class)
                .isThrownBy(() -> group.follow("mail-42", stage))
                .withMessageContaining("mail-42");
        assertThat(stage.getNumberOfDependents()).isZero();
        assertThat(group.counts()).isEqualTo(new TaskCounts(0, 0, 0, 1));
    }

    @Test
    void stageOfARunningTaskIsFollowUpWork() throws Exception {
        Gate stopping = new Gate();
        group.start("task", () -> {
            stopping.pass();
            group.follow("mail-42", stage);
            stage.complete("sent");
        });
        group.beginStop();
        stopping.open();
        assertThat(group.stop(FOREVER).isDrained()).isTrue();
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 2, 0, 0));
    }

    @Test
    void stageThatCannotBeFollowedIsNoTask() {
        CompletionStage<String> broken = new CompletableFuture<>() {
            @Override
            public CompletableFuture<String> whenComplete(
                    BiConsumer<? super @Nullable String, ? super @Nullable Throwable> action) {
                throw new IllegalStateException("on purpose");
            }
        };
        assertThatIllegalStateException()
                .isThrownBy(() -> group.follow("broken", broken))
                .withMessage("on purpose");
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 0, 1, 0));
    }

    @Test
    void completionRacesWithFollow() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            CompletableFuture<String> racing = new CompletableFuture<>();
            TestThread.race(() -> group.follow("mail", racing), () -> racing.complete("sent"));
            assertThat(group.await(Duration.ZERO)).isTrue();
        }
        assertThat(group.counts()).isEqualTo(new TaskCounts(1_000, 1_000, 0, 0));
    }

    @Test
    void stageThatNobodyCanCompleteIsLeaked() {
        group.follow("forgotten", new CompletableFuture<>());
        await().until(() -> {
            System.gc();
            return group.anomalies().leaked() == 1;
        });
        await().until(() -> group.counts().failed() == 1);
        assertThat(handled).singleElement().asString().contains("forgotten");
    }

    @Test
    void viewOfAStageLastsAsLongAsThatStage() {
        group.follow("view", new View(stage).stage());
        System.gc();
        assertThat(group.activeTasks()).extracting(ActiveTask::name).containsExactly("view");
        stage.complete("sent");
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
        assertThat(group.anomalies()).isEqualTo(new Anomalies(0, 0, 0));
    }

    @Test
    void nothingIsFollowedWithoutANameOrAStage() {
        assertThatNullPointerException().isThrownBy(() -> group.follow(null, stage));
        assertThatNullPointerException().isThrownBy(() -> group.follow("mail", (CompletionStage<?>) null));
        assertThat(group.counts()).isEqualTo(new TaskCounts(0, 0, 0, 0));
    }

    /** A stage that nobody refers to but those who have asked for it. */
    private record View(CompletableFuture<String> source) {

        CompletionStage<String> stage() {
            return new CompletableFuture<>() {
                @Override
                public CompletableFuture<String> whenComplete(
                        BiConsumer<? super @Nullable String, ? super @Nullable Throwable> action) {
                    return source.whenComplete(action);
                }
            };
        }
    }

    @Test
    void cancellationIsWhatTheCallerSees() {
        CompletableFuture<String> followed = group.follow("mail-42", stage);
        followed.cancel(false);
        assertThatExceptionOfType(CancellationException.class).isThrownBy(followed::join);
    }
}
