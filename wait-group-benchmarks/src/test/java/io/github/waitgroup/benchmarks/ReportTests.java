package io.github.waitgroup.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

        assertThat(Report.of(row, results, 3)).startsWith("""
                | | ns | ratio (min – max) | difference, ns |
                |---|--:|--:|--:|
                | reference | 10.00 | 1.00 | |
                | ours | 10.00 | 1.00 (0.50 – 2.00) | +0.00 |
                """);
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
            series.add(new Measurement(round, Map.of()));
        }
        return series;
    }
}
