package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.waitgroup.DrainReport.Place;
import io.github.waitgroup.DrainReport.Refusal;
import io.github.waitgroup.DrainReport.Refusals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DrainReportTests {

    private static final StackTraceElement FRAME =
            new StackTraceElement("com.example.Mailer", "send", "Mailer.java", 42);

    private final DrainReport.Straggler stubborn = new DrainReport.Straggler(
            1,
            "mail-42",
            Duration.ofMillis(90_061),
            Duration.ofSeconds(20),
            true,
            Place.IN_THREAD,
            List.of(FRAME, FRAME));
    private final DrainReport.Straggler ended = new DrainReport.Straggler(
            1, "mail-43", Duration.ofSeconds(21), Duration.ofSeconds(20), false, Place.ENDED, List.of());

    @Test
    void drainedReportIsOneLine() {
        DrainReport report = new DrainReport("orders", 3, 0, 0, Duration.ofMillis(214), List.of(), Refusals.NONE);
        assertThat(report.isDrained()).isTrue();
        assertThat(report.activeAtEnd()).isZero();
        assertThat(report).hasToString("Group 'orders' has drained: 3 tasks in 0.214 s");
    }

    @Test
    void reportShowsFollowUpsAndInterrupts() {
        assertThat(new DrainReport("orders", 1, 2, 3, Duration.ofMillis(214), List.of(), Refusals.NONE))
                .hasToString("Group 'orders' has drained: 1 task and 2 follow-ups in 0.214 s, 3 of them interrupted");
        assertThat(new DrainReport("orders", 2, 1, 1, Duration.ofMillis(214), List.of(ended), Refusals.NONE).toString())
                .startsWith("Group 'orders' has not drained: 1 task still active after 0.214 s,"
                        + " of 2 when the stop began and 1 follow-up, 1 of them interrupted\n");
    }

    @Test
    void lineOfADrainedGroupNamesRefusedTasks() {
        assertThat(drained(new Refusals(1, List.of(new Refusal("mail-7", "main")))))
                .hasToString("Group 'orders' has drained: 3 tasks in 0.214 s; 1 task was refused: 'mail-7'");
        List<Refusal> first = List.of(new Refusal("mail-7", "main"), new Refusal("mail-8", ""));
        assertThat(drained(new Refusals(2, first)))
                .hasToString(
                        "Group 'orders' has drained: 3 tasks in 0.214 s; 2 tasks were refused: 'mail-7', 'mail-8'");
        assertThat(drained(new Refusals(3, first)).toString())
                .endsWith("; 3 tasks were refused, among them 'mail-7', 'mail-8'");
        assertThat(drained(new Refusals(1, List.of())).toString()).endsWith("; 1 task was refused");
    }

    private static DrainReport drained(Refusals refusals) {
        return new DrainReport("orders", 3, 0, 0, Duration.ofMillis(214), List.of(), refusals);
    }

    @Test
    void reportOfStragglersNamesTheThreadsWhoseTasksWereRefused() {
        Refusals refusals = new Refusals(
                2, List.of(new Refusal("retry", "CompletableFutureDelayScheduler"), new Refusal("mail", "")));
        assertThat(new DrainReport("orders", 1, 0, 1, Duration.ofSeconds(20), List.of(ended), refusals)
                        .toString()
                        .lines())
                .startsWith(
                        "Group 'orders' has not drained: 1 task still active after 20.000 s, of 1 when the stop began,"
                                + " 1 of them interrupted; 2 tasks were refused:"
                                + " 'retry' from thread 'CompletableFutureDelayScheduler', 'mail'")
                .hasSize(2);
    }

    @Test
    void stragglersWithoutAStackAreListedByTheReason() {
        List<DrainReport.Straggler> stragglers = Stream.of(Place.values())
                .map(place -> new DrainReport.Straggler(
                        1, place.name(), Duration.ZERO, Duration.ZERO, false, place, List.of()))
                .toList();
        DrainReport report = new DrainReport("orders", 6, 0, 0, Duration.ZERO, stragglers, Refusals.NONE);
        assertThat(report.toString().lines().skip(1))
                .map(line -> line.replaceFirst("age.*not interrupted", "..."))
                .containsExactly(
                        "  task 'IN_THREAD', ...",
                        "  task 'NOT_BEGUN', ..., its thread has not begun",
                        "  task 'WAITING', ..., waits for its turn",
                        "  task 'IN_NO_THREAD', ..., in no thread",
                        "  task 'ENDED', ..., just ended",
                        "  task 'NOT_TAKEN', ..., stack not taken");
    }

    @Test
    void reportNamesEachStragglerWithItsStack() {
        DrainReport report =
                new DrainReport("orders", 3, 0, 0, Duration.ofSeconds(20), List.of(stubborn, ended), Refusals.NONE);
        assertThat(report.isDrained()).isFalse();
        assertThat(report.activeAtEnd()).isEqualTo(2);
        assertThat(report.toString().lines())
                .containsExactly(
                        "Group 'orders' has not drained: 2 tasks still active after 20.000 s, of 3 when the stop began",
                        "  task 'mail-42', age 90.061 s, signalled 20.000 s ago, interrupted",
                        "    at com.example.Mailer.send(Mailer.java:42)",
                        "    at com.example.Mailer.send(Mailer.java:42)",
                        "  task 'mail-43', age 21.000 s, signalled 20.000 s ago, not interrupted, just ended");
    }

    @Test
    void tasksAtTheSamePlaceAreListedOnce() {
        DrainReport.Straggler other = new DrainReport.Straggler(
                1,
                "mail-44",
                Duration.ofSeconds(21),
                Duration.ofSeconds(20),
                false,
                Place.IN_THREAD,
                List.of(FRAME, FRAME));
        DrainReport report = new DrainReport(
                "orders", 3, 0, 0, Duration.ofSeconds(20), List.of(stubborn, ended, other), Refusals.NONE);
        assertThat(report.toString().lines().skip(1))
                .containsExactly(
                        "  2 tasks 'mail-42', 'mail-44', age 21.000 s to 90.061 s, signalled 20.000 s ago,"
                                + " 1 of them interrupted",
                        "    at com.example.Mailer.send(Mailer.java:42)",
                        "    at com.example.Mailer.send(Mailer.java:42)",
                        "  task 'mail-43', age 21.000 s, signalled 20.000 s ago, not interrupted, just ended");
    }

    @Test
    void lengthIsBoundedHoweverManyStragglersThereAre() {
        List<DrainReport.Straggler> stragglers = new ArrayList<>();
        for (int line = 0; line < 1_000; line++) {
            StackTraceElement frame = new StackTraceElement("Mailer", "send", "Mailer.java", line);
            List<StackTraceElement> stack = Collections.nCopies(100, frame);
            for (int task = 0; task < 100; task++) {
                stragglers.add(new DrainReport.Straggler(
                        1,
                        "mail-" + line + "-" + task,
                        Duration.ofSeconds(1),
                        Duration.ZERO,
                        false,
                        Place.IN_THREAD,
                        stack));
            }
        }
        DrainReport report =
                new DrainReport("orders", 100_000, 0, 0, Duration.ofSeconds(20), stragglers, Refusals.NONE);
        List<String> lines = report.toString().lines().toList();
        int perStack = 1 + StragglerText.MAX_FRAMES + 1;
        assertThat(lines).hasSize(1 + StragglerText.MAX_PLACES * perStack + 1);
        assertThat(lines).allMatch(line -> line.length() < 500);
        assertThat(lines.get(1)).contains("  100 tasks 'mail-0-0', ", "'mail-0-19' and 80 more, age");
        assertThat(lines.get(perStack)).isEqualTo("    ... 60 more");
        assertThat(lines.get(lines.size() - 1))
                .startsWith("  and elsewhere: 98000 tasks 'mail-20-0', ")
                .contains(" and 97980 more, age 1.000 s, ");
    }

    @Test
    void nothingIsLeftOutWithinTheBounds() {
        List<StackTraceElement> stack = Collections.nCopies(StragglerText.MAX_FRAMES, FRAME);
        DrainReport.Straggler straggler =
                new DrainReport.Straggler(1, "mail", Duration.ZERO, Duration.ZERO, false, Place.IN_THREAD, stack);
        DrainReport report = new DrainReport(
                "orders",
                20,
                0,
                0,
                Duration.ZERO,
                Collections.nCopies(StragglerText.MAX_NAMES_PER_PLACE, straggler),
                Refusals.NONE);
        assertThat(report.toString()).doesNotContain(" more").contains("'mail', age");
        assertThat(report.toString().lines()).hasSize(2 + StragglerText.MAX_FRAMES);
    }

    @Test
    void reportKeepsItsOwnCopies() {
        List<DrainReport.Straggler> stragglers = new ArrayList<>(List.of(stubborn));
        DrainReport report = new DrainReport("orders", 1, 0, 0, Duration.ZERO, stragglers, Refusals.NONE);
        List<StackTraceElement> stack = new ArrayList<>(List.of(FRAME));
        DrainReport.Straggler straggler =
                new DrainReport.Straggler(1, "mail-42", Duration.ZERO, Duration.ZERO, false, Place.IN_THREAD, stack);
        List<Refusal> first = new ArrayList<>(List.of(new Refusal("mail-7", "main")));
        Refusals refusals = new Refusals(1, first);
        stragglers.clear();
        stack.clear();
        first.clear();
        assertThat(report.stragglers()).containsExactly(stubborn);
        assertThat(straggler.stack()).containsExactly(FRAME);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> report.stragglers().clear());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> straggler.stack().clear());
        assertThat(refusals.first()).hasSize(1);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> refusals.first().clear());
    }

    @Test
    void nullsAreRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> new DrainReport("orders", 0, 0, 0, Duration.ZERO, null, Refusals.NONE));
        assertThatNullPointerException()
                .isThrownBy(() -> new DrainReport.Straggler(
                        1, "mail-42", Duration.ZERO, Duration.ZERO, false, Place.ENDED, null));
        assertThatNullPointerException().isThrownBy(() -> new Refusals(1, null));
        assertThatNullPointerException().isThrownBy(() -> drained(null));
    }

    @Test
    void secondsHaveThreeDecimals() {
        assertThat(DrainReport.seconds(Duration.ofMillis(61_007))).isEqualTo("61.007 s");
    }
}
