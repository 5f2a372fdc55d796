package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatientLockTests {

    @TempDir
    private Path directory;

    @Test
    void lockOfAnotherThreadIsWaitedForWithoutMemory() throws Exception {
        List<String> withoutBuffers = List.of("-Xmx16m", "-XX:+UseSerialGC", "-XX:-UseTLAB"); // of memory, for a thread
        assertThat(TestJvm.outputOf(directory, withoutBuffers, FullHeap.class)).containsExactly(FullHeap.LOCKED);
    }
}
