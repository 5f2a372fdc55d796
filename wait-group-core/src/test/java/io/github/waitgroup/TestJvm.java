package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A JVM of its own, for what a test must not do to the one that it runs in. */
final class TestJvm {

    private TestJvm() {}

    /** Runs a main class with the class path of the tests until it ends, and returns the lines that it wrote. */
    static List<String> outputOf(Path directory, List<String> options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        return outputOf(directory, List.of(), options, main, arguments);
    }

    /** The same for a command that runs the one which it is given, such as {@code nice}. */
    static List<String> outputOf(
            Path directory, List<String> prefix, List<String> options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        Path output = directory.resolve("output.txt");
        Stream<String> java = Stream.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Stream<String> program = Stream.of("-cp", System.getProperty("java.class.path"), main.getName());
        List<String> command = Stream.of(prefix.stream(), java, options.stream(), program, Stream.of(arguments))
                .flatMap(each -> each)
                .toList();
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(child.waitFor(2, TimeUnit.MINUTES)).as("the child ends").isTrue();
        } finally {
            child.destroyForcibly();
        }
        return Files.readAllLines(output);
    }
}
