package io.github.waitgroup.benchmarks;

import io.github.waitgroup.Group;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What one JVM has measured of one peer, per task.
 *
 * @param nanos the time
 * @param others what the other columns show
 */
record Measurement(double nanos, Map<Row.Column, Double> others) {

    /** The time that a benchmark takes by itself, in place of JMH's, which is that of all it does. */
    private static final String OWN_NANOS = "nanos";

    private static final String CLASS_PATH = "java.class.path";

    /** Measures in a JVM of its own, or as {@code options} say. */
    static Measurement take(Row row, Row.Peer peer, ChainedOptionsBuilder options) throws RunnerException {
        options.include("^" + row.type().getName() + "\\." + peer.method() + "$")
                .threads(row.threads())
                .addProfiler(ProcessorTime.class)
                .shouldFailOnError(true);
        peer.params().forEach(options::param);
        if (row.columns().contains(Row.Column.ALLOCATED)) {
            options.addProfiler(GCProfiler.class);
        }
        RunResult result = run(options.build(), peer.core());
        Map<Row.Column, Double> others = new EnumMap<>(Row.Column.class);
        for (Row.Column column : row.columns()) {
            Result<?> secondary = result.getSecondaryResults().get(column.result);
            if (secondary != null) {
                others.put(column, secondary.getScore() / (column.ofAllWork ? row.work() : 1));
            }
        }
        Result<?> own = result.getSecondaryResults().get(OWN_NANOS);
        double nanos = own == null ? result.getPrimaryResult().getScore() / row.work() : own.getScore();
        return new Measurement(nanos, others);
    }

    /** A new JVM with a heap that neither grows nor is first touched while something is measured. */
    static ChainedOptionsBuilder forked(Row row, Row.Peer peer, List<String> jvmArguments) {
        String heap = row.jvm().heap();
        List<String> all = new ArrayList<>(List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+AlwaysPreTouch"));
        if (Runtime.version().feature() >= 24) {
            all.add("--sun-misc-unsafe-memory-access=allow"); // JMH's own, which is warned about otherwise
        }
        all.addAll(row.jvm().arguments());
        all.addAll(peer.jvm());
        all.addAll(jvmArguments);
        ChainedOptionsBuilder options = new OptionsBuilder().forks(1).jvmArgs(all.toArray(String[]::new));
        return row.jvm().oneProcessor() ? options.addProfiler(OneProcessor.class) : options;
    }

    /** JMH gives the measured JVM the class path of this one, as the property has it at that moment. */
    private static RunResult run(Options options, @Nullable Path core) throws RunnerException {
        String classPath = System.getProperty(CLASS_PATH);
        if (core != null) {
            System.setProperty(CLASS_PATH, withCore(core, classPath));
        }
        try {
            return new Runner(options).runSingle();
        } finally {
            System.setProperty(CLASS_PATH, classPath);
        }
    }

    /** The class path with another jar in place of the core's classes. */
    static String withCore(Path jar, String classPath) {
        Path core = Path.of(
                Group.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        List<Path> entries = Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(classPath)
                .map(Path::of)
                .toList();
        if (!entries.contains(core)) {
            throw new IllegalStateException(core + " is not on the class path " + classPath);
        }
        return entries.stream()
                .map(entry -> entry.equals(core) ? jar : entry)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }
}
