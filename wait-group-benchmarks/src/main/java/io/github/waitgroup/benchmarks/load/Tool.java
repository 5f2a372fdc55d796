package io.github.waitgroup.benchmarks.load;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Programs of the operating system. */
final class Tool {

    private Tool() {}

    static boolean isInstalled(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    }

    /** Whether server and load have a core of their own each. */
    static boolean pins() {
        return isInstalled("taskset") && Runtime.getRuntime().availableProcessors() > 1;
    }

    /** The command, on one core if that can be had. */
    static List<String> pinned(String core, String... command) {
        List<String> all = new ArrayList<>(pins() ? List.of("taskset", "-c", core) : List.of());
        all.addAll(List.of(command));
        return all;
    }
}
