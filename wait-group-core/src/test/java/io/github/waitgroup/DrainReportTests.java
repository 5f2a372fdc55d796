package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrainReportTests {

    private static final StackTraceElement FRAME =
            new StackTraceElement("com.example.Mailer", "send", "Mailer.java", 42);

    private final DrainReport.Straggler stubborn = new DrainReport.Straggler(
            "mail-42", Duration.ofMillis(90_061), Duration.ofSeconds(20), true, List.of(FRAME, FRAME));
    private final DrainReport.Straggler ended =
            new DrainReport.Straggler("mail-43", Duration.ofSeconds(21), Duration.ofSeconds(20), false, List.of());

    @Test
    void drainedReportIsOneLine() {
        DrainReport report = new DrainReport("orders", 3, Duration.ofMillis(214), List.of());
        assertThat(report.isDrained()).isTrue();
        assertThat(report.activeAtEnd()).isZero();
        assertThat(report).hasToString("Group 'orders' has drained: 3 tasks in 0.214 s");
    }

    @Test
    void reportNamesEachStragglerWithItsStack() {
        DrainReport report = new DrainReport("orders", 3, Duration.ofSeconds(20), List.of(stubborn, ended));
        assertThat(report.isDrained()).isFalse();
        assertThat(report.activeAtEnd()).isEqualTo(2);
        assertThat(report.toString().lines())
                .containsExactly(
                        "Group 'orders' has not drained: 2 tasks still active after 20.000 s, of 3 when the stop began",
                        "  task 'mail-42', age 90.061 s, told to stop 20.000 s ago, interrupted",
                        "    at com.example.Mailer.send(Mailer.java:42)",
                        "    at com.example.Mailer.send(Mailer.java:42)",
                        "  task 'mail-43', age 21.000 s, told to stop 20.000 s ago, not interrupted");
    }

    @Test
    void tasksAtTheSamePlaceAreToldOnce() {
        DrainReport.Straggler other = new DrainReport.Straggler(
                "mail-44", Duration.ofSeconds(21), Duration.ofSeconds(20), false, List.of(FRAME, FRAME));
        DrainReport report = new DrainReport("orders", 3, Duration.ofSeconds(20), List.of(stubborn, ended, other));
        assertThat(report.toString().lines().skip(1))
                .containsExactly(
                        "  2 tasks 'mail-42', 'mail-44', age 21.000 s to 90.061 s, told to stop 20.000 s ago,"
                                + " 1 of them interrupted",
                        "    at com.example.Mailer.send(Mailer.java:42)",
                        "    at com.example.Mailer.send(Mailer.java:42)",
                        "  task 'mail-43', age 21.000 s, told to stop 20.000 s ago, not interrupted");
    }

    @Test
    void lengthIsBoundedHoweverManyStragglersThereAre() {
        List<DrainReport.Straggler> stragglers = new ArrayList<>();
        for (int line = 0; line < 1_000; line++) {
            StackTraceElement frame = new StackTraceElement("Mailer", "send", "Mailer.java", line);
            List<StackTraceElement> stack = Collections.nCopies(100, frame);
            for (int task = 0; task < 100; task++) {
                stragglers.add(new DrainReport.Straggler(
                        "mail-" + line + "-" + task, Duration.ofSeconds(1), Duration.ZERO, false, stack));
            }
        }
        DrainReport report = new DrainReport("orders", 100_000, Duration.ofSeconds(20), stragglers);
        List<String> lines = report.toString().lines().toList();
        int perStack = 1 + StragglerText.MAX_FRAMES + 1;
        assertThat(lines).hasSize(1 + StragglerText.MAX_STACKS * perStack + 1);
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
        DrainReport.Straggler straggler = new DrainReport.Straggler("mail", Duration.ZERO, Duration.ZERO, false, stack);
        DrainReport report =
                new DrainReport("orders", 20, Duration.ZERO, Collections.nCopies(StragglerText.MAX_NAMES, straggler));
        assertThat(report.toString()).doesNotContain(" more").contains("'mail', age");
        assertThat(report.toString().lines()).hasSize(2 + StragglerText.MAX_FRAMES);
    }

    @Test
    void reportKeepsItsOwnCopies() {
        List<DrainReport.Straggler> stragglers = new ArrayList<>(List.of(stubborn));
        DrainReport report = new DrainReport("orders", 1, Duration.ZERO, stragglers);
        List<StackTraceElement> stack = new ArrayList<>(List.of(FRAME));
        DrainReport.Straggler straggler =
                new DrainReport.Straggler("mail-42", Duration.ZERO, Duration.ZERO, false, stack);
        stragglers.clear();
        stack.clear();
        assertThat(report.stragglers()).containsExactly(stubborn);
        assertThat(straggler.stack()).containsExactly(FRAME);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> report.stragglers().clear());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> straggler.stack().clear());
    }

    @Test
    void nullListsAreRefused() {
        assertThatNullPointerException().isThrownBy(() -> new DrainReport("orders", 0, Duration.ZERO, null));
        assertThatNullPointerException()
                .isThrownBy(() -> new DrainReport.Straggler("mail-42", Duration.ZERO, Duration.ZERO, false, null));
    }
}
