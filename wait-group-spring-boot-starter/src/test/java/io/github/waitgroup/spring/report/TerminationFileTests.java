package io.github.waitgroup.spring.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.spring.WaitGroupProperties.TerminationMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The file of the termination message: what is written to it, and that a bad one costs no more than a warning. */
@ExtendWith(OutputCaptureExtension.class)
class TerminationFileTests {

    private static final String WARNING = "The termination message cannot be written";

    @TempDir
    Path directory;

    @Test
    void messageReplacesTheOneBefore() throws Exception {
        Path path = Files.createFile(directory.resolve("log"));
        TerminationFile file = at(path);
        file.write("a first one");
        file.write("another");
        assertThat(path).hasContent("another");
    }

    @ParameterizedTest
    @ValueSource(strings = {"e", "é", "€", "😀"})
    void messageIsCutAtACharacter(String character) throws Exception {
        Path path = Files.createFile(directory.resolve("log"));
        at(path).write("x" + character.repeat(5_000));
        byte[] bytes = Files.readAllBytes(path);
        assertThat(bytes.length).isBetween(TerminationFile.MAX_BYTES - 3, TerminationFile.MAX_BYTES);
        assertThat(Files.readString(path)).matches("x(" + character + ")+"); // throws if a character is incomplete
    }

    @Test
    void interruptIsKeptAndDoesNotPreventTheMessage() throws Exception {
        Path path = Files.createFile(directory.resolve("log"));
        Thread.currentThread().interrupt();
        at(path).write("last words");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(path).hasContent("last words");
    }

    @Test
    void fileIsNeverCreated(CapturedOutput output) {
        Path path = directory.resolve("absent");
        at(path).write("last words");
        assertThat(path).doesNotExist();
        assertThat(output).doesNotContain(WARNING);
    }

    @Test
    void directoryIsOneWarning(CapturedOutput output) {
        TerminationFile file = at(directory);
        file.write("last words");
        file.write("more of them");
        assertThat(output.toString().lines().filter(line -> line.contains(WARNING)))
                .singleElement()
                .asString()
                .contains("no regular file");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void pipeWithoutAReaderIsOneWarningAndHoldsNobodyUp(CapturedOutput output) throws Exception {
        Path path = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        at(path).write("last words");
        assertThat(output).contains(WARNING);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void deviceIsOneWarning(CapturedOutput output) {
        at(Path.of("/dev/null")).write("last words");
        assertThat(output).contains(WARNING);
    }

    private static TerminationFile at(Path path) {
        return new TerminationFile(new TerminationMessage(path.toString(), false));
    }
}
