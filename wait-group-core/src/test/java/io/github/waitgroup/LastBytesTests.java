package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operations of which an allocation fails, whichever it is. */
class LastBytesTests {

    private static final List<String> SMALL_HEAP = List.of("-Xmx8m", "-XX:+UseSerialGC", "-XX:-UseTLAB");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CANARY")
    void operationThatRunsOutOfMemoryKeepsItsPromise(LastBytes.Scenario scenario) throws Exception {
        assertThat(TestJvm.outputOf(directory, SMALL_HEAP, LastBytes.class, scenario.name()))
                .containsExactly(LastBytes.DONE);
    }

    @Test
    void canaryAllocatesOnceItsTaskIsAccepted() throws Exception {
        assertThat(TestJvm.outputOf(directory, SMALL_HEAP, LastBytes.class, LastBytes.Scenario.CANARY.name()))
                .anyMatch(line -> line.contains("failed: java.lang.IllegalStateException: not so: no task is left"));
    }

    @Test
    void theFirstFailureOfAJvmIsCountedThoughThereIsNoMemory() throws Exception {
        assertThat(TestJvm.outputOf(directory, SMALL_HEAP, FirstFailure.class))
                .containsExactly(new TaskCounts(1, 0, 1, 0).toString());
    }
}
