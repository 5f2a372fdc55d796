package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operations of which an allocation fails, whichever it is. */
class LastBytesTests {

    private static final List<String> SMALL_HEAP = List.of("-Xmx8m", "-XX:+UseSerialGC", "-XX:-UseTLAB");

    @TempDir
    private static Path directory;

    private static final Map<LastBytes.Scenario, Future<List<String>>> OUTPUTS =
            new EnumMap<>(LastBytes.Scenario.class);

    /** Two at a time: each of these JVMs keeps one processor busy. */
    @BeforeAll
    static void runAll() {
        ExecutorService two = Executors.newFixedThreadPool(2);
        for (LastBytes.Scenario scenario : LastBytes.Scenario.values()) {
            OUTPUTS.put(scenario, two.submit(() -> run(scenario)));
        }
        two.shutdown();
    }

    private static List<String> run(LastBytes.Scenario scenario) throws Exception {
        Path own = Files.createDirectory(directory.resolve(scenario.name()));
        return TestJvm.outputOf(own, SMALL_HEAP, LastBytes.class, scenario.name());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CANARY")
    void operationThatRunsOutOfMemoryKeepsItsPromise(LastBytes.Scenario scenario) throws Exception {
        assertThat(OUTPUTS.get(scenario).get()).containsExactly(LastBytes.DONE);
    }

    @Test
    void canaryAllocatesOnceItsTaskIsAccepted() throws Exception {
        assertThat(OUTPUTS.get(LastBytes.Scenario.CANARY).get())
                .anyMatch(line -> line.contains("failed: java.lang.IllegalStateException: not so: no task is left"));
    }

    @Test
    void theFirstFailureOfAJvmIsCountedThoughThereIsNoMemory() throws Exception {
        assertThat(TestJvm.outputOf(directory, SMALL_HEAP, FirstFailure.class))
                .containsExactly(new TaskCounts(1, 0, 1, 0).toString());
    }
}
