package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.ArrayList;
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
