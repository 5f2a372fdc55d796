package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class NoThreadsTests {

    /**
     * Takes the address space that threads need for their stacks, which are huge: what else the JVM needs is small, and
     * still there is room for it.
     */
    private static final List<String> LITTLE_ROOM = List.of("sh", "-c", "ulimit -v 4000000 && exec \"$0\" \"$@\"");

    private static final List<String> OPTIONS = List.of(
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:ThreadStackSize=65536",
            "-XX:ReservedCodeCacheSize=32m",
            "-XX:CompressedClassSpaceSize=32m",
            "-Xlog:disable",
            "-Xlog:all=error:stderr");

    @TempDir
    private Path directory;

    @Test
    @EnabledOnOs(OS.LINUX)
    void closingDoesNotRunActionsWhichRunOnceThereAreThreads() throws Exception {
        List<String> output = TestJvm.outputOf(directory, LITTLE_ROOM, OPTIONS, NoThreads.class);
        assertThat(output)
                .containsSubsequence(
                        NoThreads.NO_TIMEOUT,
                        NoThreads.CLOSED,
                        NoThreads.STOPPED,
                        NoThreads.RELEASED,
                        NoThreads.ACTIONS_RAN);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void ownerIsWatchedOnceThereIsAThreadAndItsTaskIsNotLostBefore() throws Exception {
        List<String> output = TestJvm.outputOf(directory, LITTLE_ROOM, OPTIONS, WatchedOwners.class);
        assertThat(output)
                .containsSubsequence(
                        WatchedOwners.NO_THREAD_YET,
                        WatchedOwners.THREAD_STARTED,
                        WatchedOwners.THREAD_ENDED,
                        WatchedOwners.NOT_WATCHED,
                        WatchedOwners.STILL_ACTIVE,
                        WatchedOwners.LEAKED);
    }
}
