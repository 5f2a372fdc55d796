package io.github.waitgroup.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.waitgroup.Group;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.options.Options;

class MeasurementTests {

    private final Path jar = Path.of("core.jar");

    @Test
    void rowAndPeerHaveArgumentsForTheirJvm() {
        Row row = row(new Row.Jvm("2g", "-Drow"));
        Row.Peer peer = new Row.Peer("peer", "peer", Map.of(), List.of("-Dpeer"), null);

        Options options =
                Measurement.forked(row, peer, List.of("-Dcommand.line")).build();

        assertThat(options.getJvmArgs().get())
                .startsWith("-Xms2g", "-Xmx2g")
                .endsWith("-Drow", "-Dpeer", "-Dcommand.line");
        assertThat(options.getProfilers()).isEmpty();
    }

    @Test
    void rowOnOneProcessorBindsItsJvm() {
        Row row = row(new Row.Jvm("2g", List.of(), true));

        Options options = Measurement.forked(row, row.ours(), List.of()).build();

        assertThat(options.getProfilers())
                .singleElement()
                .satisfies(profiler -> assertThat(profiler.getKlass()).isEqualTo(OneProcessor.class.getName()));
        assertThat(new OneProcessor().addJVMInvokeOptions(null)).containsExactly("taskset", "-c", "0");
    }

    @Test
    void jarOfTheCommitBeforeTakesThePlaceOfTheCore() {
        String core =
                Group.class.getProtectionDomain().getCodeSource().getLocation().getPath();

        assertThat(Measurement.withCore(jar, path("a.jar", core, "b.jar")))
                .isEqualTo(path("a.jar", jar.toString(), "b.jar"));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> Measurement.withCore(jar, path("a.jar", "b.jar")))
                .withMessageContaining("a.jar");
    }

    private static Row row(Row.Jvm jvm) {
        Row any = Rows.ALL.get(0);
        return new Row("row", "", "", any.type(), any.peers(), 1, 1, jvm, false, List.of());
    }

    private static String path(String... entries) {
        return String.join(File.pathSeparator, entries);
    }
}
