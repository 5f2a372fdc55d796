package io.github.waitgroup.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTests {

    private final Row row = Rows.ALL.get(0);

    @Test
    void ratiosAreTakenRoundByRound() {
        Series reference = series(10, 100, 20);
        Series peer = series(20, 50, 20);

        assertThat(peer.ratiosTo(reference)).containsExactly(2.0, 0.5, 1.0);
        assertThat(peer.differencesTo(reference)).containsExactly(10.0, -50.0, 0.0);
    }

    @Test
    void medianOfAnEvenNumberIsTheMiddleOfTheTwo() {
        assertThat(Series.median(List.of(4.0, 1.0, 3.0))).isEqualTo(3);
        assertThat(Series.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
    }

    @Test
    void tableNamesTheReferenceFirstAndShowsTheSpread() {
        Map<Row.Peer, Series> results = new LinkedHashMap<>();
        results.put(new Row.Peer("reference", "reference"), series(10, 10, 10));
        results.put(new Row.Peer("ours", "ours"), series(5, 10, 20));

        assertThat(Report.of(row, results, 3, "a machine")).isEqualTo("""
                | | ns | ratio (min – max) | difference, ns | cpu/wall |
                |---|--:|--:|--:|--:|
                | reference | 10.00 | 1.00 | | 1.50 |
                | ours | 10.00 | 1.00 (0.50 – 2.00) | +0.00 | 1.50 |

                Target: ≤ 1.05. Medians of 3 rounds.
                a machine.
                """);
    }

    @Test
    void commitBeforeIsALineAndWhatOursIsComparedWithInTheSameRound() {
        Row.Peer ours = row.ours();
        Map<Row.Peer, Series> results = new LinkedHashMap<>();
        results.put(row.peers().get(0), series(10, 10, 10));
        results.put(ours, series(5, 10, 30));
        results.put(ours.before(Path.of("core.jar")), series(10, 40, 30));

        assertThat(Report.of(row, results, 3, "a machine"))
                .contains("| `SafeWaitGroup`, the commit before | 30.00 | 3.00 (1.00 – 4.00) | +20.00 | 1.50 |\n\n"
                        + "**`SafeWaitGroup`** against the commit before: 0.50 (0.25 – 1.00).\n\nTarget:");
    }

    @Test
    void machineHasAProcessorAndAClock() {
        assertThat(Machine.description())
                .matches("\\d+ × .+, `System\\.nanoTime\\(\\)` \\d+ ns, .+")
                .contains(System.getProperty("os.arch"));
        assertThat(Machine.clockNanos()).isPositive();
    }

    @Test
    void singleCallsAreMeasuredWithoutWhatFollowsThem() throws Exception {
        CallTimes times = new CallTimes();
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger after = new AtomicInteger();

        times.measure(0, calls::incrementAndGet, after::incrementAndGet);

        assertThat(calls).as("once to warm up").hasValue(2);
        assertThat(after).hasValue(2);
        assertThat(times.nanos).isPositive().isEqualTo(times.rareNanos).isEqualTo(times.longestNanos);
    }

    @Test
    void onlyTheRowsOwnTableIsReplaced(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("benchmarks.md");
        Files.writeString(file, "before\n<!-- begin " + row.id() + " -->\nold\n<!-- end " + row.id() + " -->\nafter\n");

        Report.write(file, row, "new\n");

        assertThat(file)
                .hasContent("before\n<!-- begin " + row.id() + " -->\nnew\n<!-- end " + row.id() + " -->\nafter\n");
    }

    @Test
    void aFileWithoutAPlaceForTheRowIsLeftAlone(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("benchmarks.md");
        Files.writeString(file, "text\n");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Report.write(file, row, "new\n"))
                .withMessageContaining(row.id());
        assertThat(file).hasContent("text\n");
    }

    private static Series series(double... nanos) {
        Series series = new Series();
        for (double round : nanos) {
            series.add(new Measurement(round, Map.of(Row.Column.PROCESSORS, 1.5)));
        }
        return series;
    }
}
