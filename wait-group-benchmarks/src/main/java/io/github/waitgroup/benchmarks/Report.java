package io.github.waitgroup.benchmarks;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of one row, in Markdown. */
final class Report {

    private Report() {}

    static String of(Row row, Map<Row.Peer, Series> results, int rounds, String machine) {
        StringBuilder text = new StringBuilder();
        text.append("| | ns | ratio (min – max) | difference, ns |");
        row.columns().forEach(column -> text.append(' ').append(column.heading).append(" |"));
        text.append("\n|---|--:|--:|--:|").append("--:|".repeat(row.columns().size()));
        Series reference = null;
        for (Map.Entry<Row.Peer, Series> result : results.entrySet()) {
            Series series = result.getValue();
            text.append("\n| ").append(result.getKey().label());
            text.append(" | ").append(number(Series.median(series.nanos()))).append(" | ");
            text.append(reference == null ? "1.00 | " : comparison(series, reference));
            for (Row.Column column : row.columns()) {
                text.append("| ")
                        .append(number(Series.median(series.of(column))))
                        .append(' ');
            }
            text.append('|');
            reference = reference == null ? series : reference;
        }
        text.append("\n\n").append(againstCommitBefore(row, results));
        return text.append("Target: ")
                .append(row.target())
                .append(". Medians of ")
                .append(rounds)
                .append(" rounds.\n")
                .append(machine)
                .append(".\n")
                .toString();
    }

    /** Ours and the commit before within the same rounds; empty if that was not measured. */
    private static String againstCommitBefore(Row row, Map<Row.Peer, Series> results) {
        return results.entrySet().stream()
                .filter(result -> result.getKey().core() != null)
                .findFirst()
                .map(before -> row.ours().label() + " against the commit before: "
                        + ratio(requireNonNull(results.get(row.ours())), before.getValue()) + ".\n\n")
                .orElse("");
    }

    /** Puts a table where the file has a place for it. */
    static void write(Path file, Row row, String table) throws IOException {
        String text = Files.readString(file);
        String before = "<!-- begin " + row.id() + " -->\n";
        int begin = text.indexOf(before);
        int end = text.indexOf("<!-- end " + row.id() + " -->");
        if (begin < 0 || end < begin) {
            throw new IOException(file + " has no place for the row '" + row.id() + "': a line '" + before.strip()
                    + "' and one with 'end'");
        }
        Files.writeString(file, text.substring(0, begin + before.length()) + table + text.substring(end));
    }

    private static String comparison(Series series, Series reference) {
        return String.format(
                Locale.ROOT, "%s | %+,.2f ", ratio(series, reference), Series.median(series.differencesTo(reference)));
    }

    private static String ratio(Series series, Series reference) {
        List<Double> ratios = series.ratiosTo(reference);
        return String.format(
                Locale.ROOT,
                "%.2f (%.2f – %.2f)",
                Series.median(ratios),
                Collections.min(ratios),
                Collections.max(ratios));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.2f" : "%,.0f", value);
    }
}
