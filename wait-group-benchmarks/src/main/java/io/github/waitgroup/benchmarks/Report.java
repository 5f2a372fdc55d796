package io.github.waitgroup.benchmarks;

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

    static String of(Row row, Map<Row.Peer, Series> results, int rounds) {
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
        return text.append("\n\nTarget: ")
                .append(row.target())
                .append(". Medians of ")
                .append(rounds)
                .append(" rounds; ")
                .append(machine())
                .append(".\n")
                .toString();
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
        List<Double> ratios = series.ratiosTo(reference);
        return String.format(
                Locale.ROOT,
                "%.2f (%.2f – %.2f) | %+,.2f ",
                Series.median(ratios),
                Collections.min(ratios),
                Collections.max(ratios),
                Series.median(series.differencesTo(reference)));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.2f" : "%,.0f", value);
    }

    private static String machine() {
        return Runtime.getRuntime().availableProcessors() + " cores, "
                + System.getProperty("java.vm.vendor") + " " + Runtime.version() + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }
}
