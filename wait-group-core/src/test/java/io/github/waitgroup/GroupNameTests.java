package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names may come from users of the application: wherever one is shown, it forges no line of a log and has a bounded
 * length.
 */
@Timeout(60)
class GroupNameTests {

    private static final String FORGED = "mail\r\n2026-01-01 INFO all is well\u2028\u001b[2J";
    private static final String SHOWN = "mail\ufffd\ufffd2026-01-01 INFO all is well\ufffd\ufffd[2J";

    private final List<String> failed = new ArrayList<>();
    private final Group group = new Group(FORGED, (in, task, failure) -> failed.add(task.name()));

    @Test
    void forgedLineStaysInOneLineOfReportsListsThreadsAndMessages() throws Exception {
        assertThat(group.name()).isEqualTo(SHOWN);
        CompletableFuture<Throwable> ownStop = new CompletableFuture<>();
        CompletableFuture<String> thread = new CompletableFuture<>();
        Gate end = new Gate();
        group.start(FORGED, () -> {
            thread.complete(Thread.currentThread().getName());
            ownStop.complete(catchThrowable(() -> group.stop(Duration.ZERO)));
            end.pass();
            throw new IllegalStateException("for the failure handler");
        });
        assertThat(TestThread.outcomeOf(thread)).isEqualTo(SHOWN + "/" + SHOWN);
        assertThat(TestThread.outcomeOf(ownStop)).message().contains(SHOWN).hasLineCount(1);
        ActiveTask task = group.activeTasks().get(0);
        assertThat(task.name()).isEqualTo(SHOWN);
        assertThat(task.toString()).contains(SHOWN + "/" + SHOWN).hasLineCount(1);
        assertThat(group.toString()).contains(SHOWN).hasLineCount(1);

        DrainReport report = group.stop(Duration.ofMillis(1));
        assertThat(report.group()).isEqualTo(SHOWN);
        assertThat(report.stragglers()).extracting(DrainReport.Straggler::task).containsExactly(SHOWN);
        assertThat(report.toString().lines().filter(line -> line.contains("all is well")))
                .hasSize(2)
                .allMatch(line -> line.contains(SHOWN));
        assertThat(catchThrowable(() -> group.start(FORGED, () -> {})))
                .message()
                .contains("task '" + SHOWN + "'")
                .hasLineCount(1);
        end.open();
        assertThat(group.await(FOREVER)).isTrue();
        assertThat(failed).containsExactly(SHOWN);
    }

    @Test
    void workWithoutAThreadIsNamedLikewise() {
        group.run(
                FORGED,
                () -> assertThat(Objects.requireNonNull(group.currentTask()).name())
                        .isEqualTo(SHOWN));
        Membership membership = group.enrol(FORGED);
        assertThat(group.activeTasks())
                .singleElement()
                .extracting(ActiveTask::name)
                .isEqualTo(SHOWN);
        membership.rename(FORGED + "!");
        assertThat(group.activeTasks())
                .singleElement()
                .extracting(ActiveTask::name)
                .isEqualTo(SHOWN + "!");
        membership.close();
        assertThat(catchThrowable(() -> membership.run(() -> {})))
                .message()
                .contains(SHOWN)
                .hasLineCount(1);
        group.stop(Duration.ZERO);
        assertThat(catchThrowable(() -> group.enrol(FORGED)))
                .message()
                .contains(SHOWN)
                .hasLineCount(1);
    }

    @Test
    void instrumentationSeesTheNameThatIsShown() {
        List<String> seen = new ArrayList<>();
        group.instrument(new TaskInstrumentation() {
            @Override
            public ThrowingRunnable<?> onStart(String taskName, ThrowingRunnable<?> task) {
                seen.add(taskName);
                return task;
            }
        });
        group.run(FORGED, () -> {});
        group.start(FORGED, () -> {});
        assertThat(seen).containsExactly(SHOWN, SHOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u0000", "\t", "\u007f", "\u0085", "\u009b", "\u2029", "\u202e", "\u2066", "\ufeff", "\ud83d"})
    void invisibleCharacterIsReplaced(String invisible) {
        assertThat(shown("a" + invisible + "z")).isEqualTo("a\ufffdz");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "mail-42", "GET /orders/{id}?a=b", "Grüße", "邮件", "\ud83d\udce7 sent"})
    void readableNameStays(String name) {
        assertThat(shown(name)).isSameAs(name);
    }

    @Test
    void longNameIsCut() {
        assertThat(shown("x".repeat(100))).hasSize(100).doesNotContain("…");
        assertThat(shown("x".repeat(1_000_000))).hasSize(100).endsWith("xx…");
        assertThat(new Group("x".repeat(1_000_000)).name()).hasSize(100);
    }

    @Test
    void cutLeavesNoHalfOfACharacter() {
        assertThat(shown("x".repeat(98) + "\ud83d\udce7".repeat(2))).isEqualTo("x".repeat(98) + "…");
        assertThat(shown("x".repeat(97) + "\ud83d\udce7".repeat(2))).isEqualTo("x".repeat(97) + "\ud83d\udce7…");
        assertThat(shown("x".repeat(98) + "\ud83d\udce7")).isEqualTo("x".repeat(98) + "\ud83d\udce7");
    }

    private String shown(String name) {
        try (Membership membership = group.enrol("another")) {
            membership.rename(name);
            return group.activeTasks().get(0).name();
        }
    }
}
