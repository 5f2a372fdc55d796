package io.github.waitgroup.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Each benchmark runs once and small, in this JVM: whether it works, not how fast. */
class RowsTests {

    /** Rows that differ in their JVMs alone have the same peers, and all JVMs are this one here. */
    private static final Set<String> MEASURED = new HashSet<>();

    @BeforeAll
    static void letOthersMeasure() {
        System.setProperty("jmh.ignoreLock", "true");
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("io.github.waitgroup.benchmarks.Rows#ALL")
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void everyPeerOfTheRowCanBeMeasured(Row row) throws RunnerException {
        assumeTrue(row.missing() == null, row.missing());

        for (Row.Peer peer : row.peers()) {
            if (!MEASURED.add(row.type() + small(peer).name() + row.threads())) {
                continue;
            }
            Measurement measurement = Measurement.take(row, small(peer), once());

            assertThat(measurement.nanos()).as(peer.name()).isPositive();
            assertThat(measurement.others().keySet()).as(peer.name()).containsAll(row.columns());
        }
    }

    @Test
    void everyBenchmarkBelongsToARow() {
        Set<String> measured = Rows.ALL.stream()
                .flatMap(row -> row.peers().stream().map(peer -> row.type().getName() + "." + peer.method()))
                .collect(Collectors.toSet());
        if (!StructuredScope.available()) {
            measured.add(GroupBenchmark.class.getName() + ".structuredTaskScope");
        }

        assertThat(BenchmarkList.defaultList()
                        .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of()))
                .extracting(BenchmarkListEntry::getUsername)
                .containsExactlyInAnyOrderElementsOf(measured);
    }

    @Test
    void everyRowHasAPlaceInTheDocument() throws IOException {
        String document = Files.readString(Path.of("../docs/benchmarks.md"));

        assertThat(Rows.ALL.stream()
                        .flatMap(row -> Stream.of("<!-- begin " + row.id() + " -->", "<!-- end " + row.id() + " -->")))
                .allSatisfy(marker -> assertThat(document).containsOnlyOnce(marker));
    }

    private static Row.Peer small(Row.Peer peer) {
        return peer.with("tasks", "100").with("millis", "2");
    }

    private static ChainedOptionsBuilder once() {
        return new OptionsBuilder()
                .forks(0)
                .mode(Mode.SingleShotTime)
                .warmupIterations(0)
                .measurementIterations(1)
                .timeout(TimeValue.seconds(20))
                .verbosity(VerboseMode.SILENT);
    }
}
