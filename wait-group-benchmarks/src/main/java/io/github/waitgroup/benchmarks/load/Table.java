package io.github.waitgroup.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Rounds of one stack as a table in Markdown. */
final class Table {

    private Table() {}

    static String of(Stack stack, List<Round> rounds) {
        return "| " + stack.title + " | without | with | ratio (min – max) | difference |\n|---|--:|--:|--:|--:|"
                + line("requests per second", rounds, Sample::perSecond)
                + line("99th percentile of the latency, µs", rounds, Sample::p99Micros)
                + line("processor time per request, µs", rounds, Sample::processorMicros)
                + line("allocated per request, B", rounds, Sample::bytes)
                + "\n";
    }

    private static String line(String label, List<Round> rounds, ToDoubleFunction<Sample> value) {
        double[] without = each(rounds, round -> value.applyAsDouble(round.without));
        double[] with = each(rounds, round -> value.applyAsDouble(round.with));
        double[] ratios = each(rounds, round -> value.applyAsDouble(round.with) / value.applyAsDouble(round.without));
        double[] differences =
                each(rounds, round -> value.applyAsDouble(round.with) - value.applyAsDouble(round.without));
        return String.format(
                Locale.ROOT,
                "\n| %s | %s | %s | %.3f (%.3f – %.3f) | %s |",
                label,
                number("%,.", median(without)),
                number("%,.", median(with)),
                median(ratios),
                ratios[0],
                ratios[ratios.length - 1],
                number("%+,.", median(differences)));
    }

    /** Replaces the table of a stack in a file that has a place for it. */
    static void write(Path file, Stack stack, String table) throws IOException {
        String text = Files.readString(file);
        String before = "<!-- begin " + stack.id + " -->\n";
        int begin = text.indexOf(before);
        int end = text.indexOf("<!-- end " + stack.id + " -->");
        if (begin < 0 || end < begin) {
            throw new IOException(file + " has no place for the service '" + stack.id + "': a line '" + before.strip()
                    + "' and one with 'end'");
        }
        Files.writeString(file, text.substring(0, begin + before.length()) + table + text.substring(end));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format + (Math.abs(value) < 100 ? "2f" : "0f"), value);
    }

    private static double[] each(List<Round> rounds, ToDoubleFunction<Round> value) {
        return rounds.stream().mapToDouble(value).sorted().toArray();
    }

    private static double median(double[] sorted) {
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** The two that are compared. */
    record Round(Sample without, Sample with) {}
}
