package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.waitgroup.DrainReport.Refusal;
import io.github.waitgroup.DrainReport.Refusals;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a report says of the tasks that the group has refused. */
class GroupRefusalTests {

    private final Group group = new Group("orders");

    @Test
    void nothingIsRefusedWithoutAnOutsider() {
        group.start("mail", () -> {});
        assertThat(group.stop(FOREVER).refusals()).isEqualTo(Refusals.NONE);
    }

    @Test
    void everyKindOfRefusalIsCountedAndNamed() throws Exception {
        group.beginStop();
        assertRefused(() -> group.start(() -> {}));
        assertRefused(() -> group.start("started", () -> {}));
        assertRefused(() -> group.run("run", () -> {}));
        assertRefused(() -> group.enrol("enrolled"));
        TestThread.start(() -> assertThat(group.tryStart("tried", () -> {})).isFalse())
                .result();
        assertThat(group.tryEnrol("tried to enrol")).isNull();
        String current = Thread.currentThread().getName();
        assertThat(group.endStop().refusals().first())
                .containsExactly(
                        new Refusal("task-1", current),
                        new Refusal("started", current),
                        new Refusal("run", current),
                        new Refusal("enrolled", current),
                        new Refusal("tried", "test-thread"));
        assertThat(group.endStop().refusals().count())
                .isEqualTo(group.counts().refused())
                .isEqualTo(6);
    }

    @Test
    void thoseOfOneNameAreNamedOnce() {
        group.beginStop();
        for (int i = 0; i < 1_000; i++) {
            group.tryStart("tick", () -> {});
        }
        group.tryStart("retry", () -> {});
        assertThat(group.endStop().toString()).endsWith("; 1001 tasks were refused, among them 'tick', 'retry'");
    }

    @Test
    void onlyTheFirstAreNamed() {
        group.beginStop();
        for (int i = 1; i <= 100; i++) {
            group.tryStart("mail-" + i, () -> {});
        }
        Refusals refusals = group.endStop().refusals();
        assertThat(refusals.count()).isEqualTo(100);
        assertThat(refusals.first())
                .extracting(Refusal::task)
                .containsExactly("mail-1", "mail-2", "mail-3", "mail-4", "mail-5");
    }

    @Test
    void namesAreShownAsElsewhere() throws Exception {
        String hostile = "mail\n2026-11-29 ERROR forged" + "x".repeat(1_000);
        group.beginStop();
        group.tryEnrol(hostile);
        TestThread.start(() -> {
                    Thread.currentThread().setName(hostile);
                    group.tryStart("x" + hostile, () -> {});
                })
                .result();
        assertThat(group.endStop().refusals().first())
                .containsExactly(
                        new Refusal(
                                DisplayName.of(hostile), Thread.currentThread().getName()),
                        new Refusal(DisplayName.of("x" + hostile), DisplayName.of(hostile)));
        assertThat(group.endStop().toString().lines()).hasSize(1);
    }

    @Test
    void followUpWorkThatIsRefusedAfterTheStopIsInTheReportOfTheNextStop() throws Exception {
        Gate stopped = new Gate();
        CompletableFuture<Boolean> accepted = new CompletableFuture<>();
        group.start("straggler", () -> {
            stopped.pass();
            accepted.complete(group.tryStart("follow-up", () -> {}));
        });
        assertThat(group.stop(Duration.ZERO).refusals()).isEqualTo(Refusals.NONE);
        stopped.open();
        assertThat(TestThread.outcomeOf(accepted)).isFalse();
        Refusals refusals = group.stop(FOREVER).refusals();
        assertThat(refusals.count()).as("since the first stop began").isOne();
        assertThat(refusals.first()).extracting(Refusal::task).containsExactly("follow-up");
    }

    @Test
    void restartForgets() {
        group.beginStop();
        group.tryStart("mail", () -> {});
        group.restart();
        group.beginStop();
        assertThat(group.endStop().refusals()).isEqualTo(Refusals.NONE);
        group.tryStart("order", () -> {});
        assertThat(group.endStop().refusals().first()).extracting(Refusal::task).containsExactly("order");
        assertThat(group.counts().refused()).as("of all stops").isEqualTo(2);
    }

    @Test
    void taskThatIsOfferedWhenARestartComesIsRefusedByTheStopAfterIt() throws Exception {
        Gate inFactory = new Gate();
        Gate restarted = new Gate();
        Group group = new Group("orders", FailureHandler.uncaught(), (name, task) -> {
            inFactory.open();
            restarted.pass();
            return TaskThreads.unstarted(name, task);
        });
        group.beginStop();
        TestThread<Boolean> starter = TestThread.start(() -> group.tryStart("late", () -> {}));
        inFactory.pass();
        group.restart();
        group.beginStop();
        restarted.open();
        assertThat(starter.result()).isFalse();
        assertThat(group.endStop().refusals().count()).isOne();
    }

    @Test
    void floodIsCountedExactly() throws Exception {
        int threads = 8;
        int each = 50_000;
        group.beginStop();
        Body[] producers = IntStream.range(0, threads)
                .<Body>mapToObj(producer -> () -> {
                    for (int i = 0; i < each; i++) {
                        group.tryEnrol("mail-" + producer + "-" + i % 7);
                        if (i % 1_000 == 0) {
                            Refusals soFar = group.endStop().refusals();
                            assertThat(soFar.count())
                                    .isGreaterThanOrEqualTo(soFar.first().size());
                        }
                    }
                })
                .toArray(Body[]::new);
        TestThread.race(producers);
        Refusals refusals = group.endStop().refusals();
        assertThat(refusals.count()).isEqualTo((long) threads * each);
        assertThat(refusals.first())
                .hasSize(DrainReport.MAX_NAMED_REFUSALS)
                .extracting(Refusal::task)
                .doesNotHaveDuplicates();
    }

    private static void assertRefused(Body body) {
        assertThatExceptionOfType(WaitGroupClosedException.class).isThrownBy(body::run);
    }
}
