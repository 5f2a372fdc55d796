package io.github.waitgroup.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs rows and prints their tables. In each round every peer has a JVM of its own, one after the other, so that what
 * disturbs the machine for a while disturbs them all. Rows that need virtual threads, or the command {@code taskset},
 * are left out where there are none.
 *
 * <p>All rows, written into {@code docs/benchmarks.md}; two or three hours:
 *
 * <pre>{@code
 * mvn -q -pl wait-group-benchmarks -am verify -DskipTests -Pbenchmarks
 * }</pre>
 *
 * <p>One row, printed only, with two of its peers, twice:
 *
 * <pre>{@code
 * mvn -q -pl wait-group-benchmarks -am verify -DskipTests -Pbenchmarks \
 *     -Dbenchmarks="add-done-2 --rounds 2 --peers twoGetAndAdd,safeWaitGroup"
 * }</pre>
 *
 * <p>Maven itself is faster with {@code -o -Dspotless.check.skip -Denforcer.skip -Djacoco.skip}.
 *
 * <p>The JDK that runs Maven is the one that is measured. Arguments:
 *
 * <pre>
 * ROW…              which rows; all if none is named
 * --rounds N        how many rounds; 5 if not given
 * --peers A,B       methods of the benchmark class; the first is what the others are compared to
 * --jvm ARG         one more argument for the measured JVMs, for example -Xlog:deoptimization=debug:file=deopt.log
 * --baseline JAR    the core of the commit before: one more line in the rows registry*, group*; docs/benchmarks.md
 *                   says how to make it
 * --verbose         shows what JMH says
 * --write FILE      replaces the rows' tables in a Markdown file
 * --list            names the rows and their peers
 * </pre>
 */
public final class Benchmarks {

    private final Arguments arguments;
    private final String machine = Machine.description();

    private Benchmarks(Arguments arguments) {
        this.arguments = arguments;
    }

    public static void main(String... words) throws RunnerException, IOException {
        Arguments arguments = Arguments.parse(words);
        Benchmarks benchmarks = new Benchmarks(arguments);
        for (Row row : arguments.rows) {
            if (arguments.list) {
                say(row.id() + "  " + row.peers().stream().map(Row.Peer::name).toList());
            } else if (row.missing() != null) {
                say("\n" + row.id() + ": LEFT OUT, " + row.missing());
            } else {
                benchmarks.run(row);
            }
        }
    }

    private void run(Row row) throws RunnerException, IOException {
        say("\n" + row.id() + ": " + row.title());
        Map<Row.Peer, Series> results = new LinkedHashMap<>();
        List<Row.Peer> peers = new ArrayList<>(arguments.peersOf(row));
        for (int round = 1; round <= arguments.rounds; round++) {
            for (Row.Peer peer : List.copyOf(peers)) {
                try {
                    Measurement measurement = Measurement.take(row, peer, options(row, peer));
                    results.computeIfAbsent(peer, first -> new Series()).add(measurement);
                    say(String.format(
                            Locale.ROOT,
                            "  %d/%d %-32s %10.2f ns",
                            round,
                            arguments.rounds,
                            peer.name(),
                            measurement.nanos()));
                } catch (RunnerException e) {
                    if (peer.core() == null) {
                        throw e;
                    }
                    say("  " + peer.name() + ": LEFT OUT, as it fails with this jar (--verbose says why): " + e);
                    peers.remove(peer);
                    results.remove(peer);
                }
            }
        }
        String table = Report.of(row, results, arguments.rounds, machine);
        say("\n" + table);
        if (arguments.file != null) {
            Report.write(arguments.file, row, table);
        }
    }

    private ChainedOptionsBuilder options(Row row, Row.Peer peer) {
        ChainedOptionsBuilder options = Measurement.forked(row, peer, arguments.jvm)
                .verbosity(arguments.verbose ? VerboseMode.NORMAL : VerboseMode.SILENT);
        return row.steady()
                ? options.warmupIterations(2)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(3)
                        .measurementTime(TimeValue.seconds(1))
                : options.warmupIterations(0).measurementIterations(1);
    }

    private static void say(String line) {
        System.out.println(line);
    }
}
