package io.github.waitgroup.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What one JVM has measured of one peer, per task.
 *
 * @param nanos the time
 * @param others what the other columns show
 */
record Measurement(double nanos, Map<Row.Column, Double> others) {

    /** Measures in a JVM of its own, or as {@code options} say. */
    static Measurement take(Row row, Row.Peer peer, ChainedOptionsBuilder options) throws RunnerException {
        options.include("^" + row.type().getName() + "\\." + peer.method() + "$")
                .threads(row.threads())
                .shouldFailOnError(true);
        peer.params().forEach(options::param);
        if (row.columns().contains(Row.Column.ALLOCATED)) {
            options.addProfiler(GCProfiler.class);
        }
        RunResult result = new Runner(options.build()).runSingle();
        Map<Row.Column, Double> others = new EnumMap<>(Row.Column.class);
        for (Row.Column column : row.columns()) {
            Result<?> secondary = result.getSecondaryResults().get(column.result);
            if (secondary != null) {
                others.put(column, secondary.getScore() / (column.ofAllWork ? row.work() : 1));
            }
        }
        return new Measurement(result.getPrimaryResult().getScore() / row.work(), others);
    }

    /** A new JVM with a heap that neither grows nor is first touched while something is measured. */
    static ChainedOptionsBuilder forked(Row row, List<String> jvmArguments) {
        List<String> all = new ArrayList<>(List.of("-Xms" + row.heap(), "-Xmx" + row.heap(), "-XX:+AlwaysPreTouch"));
        if (Runtime.version().feature() >= 24) {
            all.add("--sun-misc-unsafe-memory-access=allow"); // JMH's own, which is warned about otherwise
        }
        all.addAll(jvmArguments);
        return new OptionsBuilder().forks(1).jvmArgs(all.toArray(String[]::new));
    }
}
