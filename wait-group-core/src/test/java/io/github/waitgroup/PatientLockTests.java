package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatientLockTests {

    @TempDir
    private Path directory;

    @Test
    void lockOfAnotherThreadIsWaitedForWithoutMemory() throws Exception {
        Path output = directory.resolve("output.txt");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx16m",
                        "-XX:+UseSerialGC",
                        "-XX:-UseTLAB", // no thread has memory of its own
                        "-cp",
                        System.getProperty("java.class.path"),
                        FullHeap.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(child.waitFor(2, TimeUnit.MINUTES)).as("the child ends").isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(output).hasContent(FullHeap.LOCKED);
    }
}
