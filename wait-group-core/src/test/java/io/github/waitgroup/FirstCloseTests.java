package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first close of a channel on which a crowd of virtual threads waits. It is ten times as dear if each of them finds that the
 * code it parked in was compiled for a channel that is never closed, and goes on in the interpreter. The JVM tells how often that
 * happens; it does so hardly ever, or to nearly everybody.
 */
@EnabledForJreRange(min = JRE.JAVA_21)
class FirstCloseTests {

    @TempDir
    private Path directory;

    @Test
    void crowdOnAStopChannelWakesUpInCompiledCode() throws Exception {
        assertThat(deoptimizations(Crowd.STOP_CHANNEL)).isLessThan(Crowd.SIZE / 50);
    }

    @Test
    void canaryFallsBackToTheInterpreter() throws Exception {
        assertThat(deoptimizations(Crowd.PLAIN_LOOP)).isGreaterThan(Crowd.SIZE / 5);
    }

    /** How many frames lose their compiled code while the crowd wakes up. */
    private long deoptimizations(String signal) throws IOException, InterruptedException {
        List<String> output = outputOf(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Xbatch", // the compiler has its time, however busy the machine
                "-Xlog:deoptimization=debug",
                "-cp",
                System.getProperty("java.class.path"),
                Crowd.class.getName(),
                signal);
        assertThat(output).contains(Crowd.WAITS, Crowd.IS_GONE);
        return output.subList(output.indexOf(Crowd.WAITS), output.indexOf(Crowd.IS_GONE)).stream()
                .filter(line -> line.contains("[deoptimization]"))
                .count();
    }

    private List<String> outputOf(String... command) throws IOException, InterruptedException {
        Path output = directory.resolve("output.txt");
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(child.waitFor(FOREVER.toNanos(), TimeUnit.NANOSECONDS))
                    .as("the child ends")
                    .isTrue();
        } finally {
            child.destroyForcibly();
        }
        return Files.readAllLines(output);
    }
}
