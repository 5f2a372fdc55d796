package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The first close of a channel on which a crowd of virtual threads waits. It is ten times as dear if each of them finds
 * that the code it parked in was compiled for a channel that is never closed, and goes on in the interpreter. The JVM
 * reports how often that happens: hardly ever, or to nearly all threads.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class FirstCloseTests {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(names = {"FOR_GOOD", "WITH_TIMEOUT"})
    void crowdOnAStopChannelWakesUpInCompiledCode(Crowd.Wait wait) throws Exception {
        assertThat(deoptimizations(wait)).isLessThan(Crowd.SIZE / 50);
    }

    @Test
    void canaryFallsBackToTheInterpreter() throws Exception {
        assertThat(deoptimizations(Crowd.Wait.IN_A_PLAIN_LOOP)).isGreaterThan(Crowd.SIZE / 5);
    }

    /** How many frames lose their compiled code while the crowd wakes up. */
    private long deoptimizations(Crowd.Wait wait) throws IOException, InterruptedException {
        List<String> options = List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Xbatch", // the compiler has its time, however busy the machine
                "-Xlog:deoptimization=debug");
        List<String> output = TestJvm.outputOf(directory, options, Crowd.class, wait.name());
        assertThat(output).contains(Crowd.WAITS, Crowd.IS_GONE);
        return output.subList(output.indexOf(Crowd.WAITS), output.indexOf(Crowd.IS_GONE)).stream()
                .filter(line -> line.contains("[deoptimization]"))
                .count();
    }
}
