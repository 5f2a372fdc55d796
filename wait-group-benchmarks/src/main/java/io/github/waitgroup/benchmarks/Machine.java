package io.github.waitgroup.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** What is measured on, as far as it decides what the numbers mean. */
final class Machine {

    private static final int READINGS = 1_000_000;

    private Machine() {}

    /** Measures the clock: takes a moment, in which nothing else should be measured. */
    static String description() {
        return String.format(
                Locale.ROOT,
                "%d × %s, `System.nanoTime()` %.0f ns, %s %s, %s %s",
                Runtime.getRuntime().availableProcessors(),
                processor(),
                clockNanos(),
                System.getProperty("java.vm.vendor"),
                Runtime.version(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"));
    }

    /** The model of the processor where Linux names it, and otherwise its architecture. */
    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseGet(Machine::architecture);
        } catch (IOException notLinux) {
            return architecture();
        }
    }

    private static String architecture() {
        return System.getProperty("os.arch");
    }

    /** What a reading of the clock costs: the least of several tries, the first of which warm it up. */
    static double clockNanos() {
        double least = Double.MAX_VALUE;
        for (int attempt = 0; attempt < 10; attempt++) {
            long start = System.nanoTime();
            long last = start;
            for (int i = 0; i < READINGS; i++) {
                last = System.nanoTime();
            }
            least = Math.min(least, (double) (last - start) / READINGS);
        }
        return least;
    }

    /** Whether a JVM can be bound to one processor. */
    static boolean bindsProcesses() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "taskset")));
    }
}
