package io.github.waitgroup.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.DrainReport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurationsTests {

    private static final Duration SHORT = Duration.ofMillis(214);
    private static final Duration LONG = Duration.ofSeconds(90);

    @Test
    void longerAndShorterDependOnNoOrder() {
        assertThat(Durations.longer(SHORT, LONG)).isEqualTo(LONG).isEqualTo(Durations.longer(LONG, SHORT));
        assertThat(Durations.shorter(SHORT, LONG)).isEqualTo(SHORT).isEqualTo(Durations.shorter(LONG, SHORT));
    }

    @Test
    void durationIsWrittenAsInTheReportOfTheCore() {
        assertThat(Durations.format(LONG)).isEqualTo("90.000 s");
        assertThat(new DrainReport("orders", 1, 0, 0, SHORT, List.of(), DrainReport.Refusals.NONE).toString())
                .endsWith(" in " + Durations.format(SHORT));
    }
}
