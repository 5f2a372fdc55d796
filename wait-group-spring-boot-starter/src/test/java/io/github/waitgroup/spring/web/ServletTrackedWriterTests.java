package io.github.waitgroup.spring.web;

import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.mock.web.MockHttpServletRequest;

class ServletTrackedWriterTests {

    private final Group group = new Group("http");

    static Stream<Consumer<PrintWriter>> uses() {
        return Stream.of(
                PrintWriter::flush,
                PrintWriter::checkError,
                writer -> writer.write('o'),
                writer -> writer.write("order"),
                writer -> writer.write(new char[] {'o'}));
    }

    /** As Tomcat's writer does whose request has been recycled. */
    @ParameterizedTest
    @MethodSource("uses")
    void requestWhoseWriterThrowsIsGivenUp(Consumer<PrintWriter> use) {
        ServletTrackedRequest tracked =
                new ServletTrackedRequest(group.enrol("GET /orders"), new MockHttpServletRequest());
        PrintWriter writer = new ServletTrackedWriter(new RecycledWriter(), tracked);
        assertThatNullPointerException().isThrownBy(() -> use.accept(writer)).withMessage("recycled");
        Fixtures.awaitEmpty(group);
    }

    private static final class RecycledWriter extends PrintWriter {

        RecycledWriter() {
            super(Writer.nullWriter());
        }

        @Override
        public void write(int character) {
            throw new NullPointerException("recycled");
        }

        @Override
        public void write(char[] characters, int offset, int length) {
            throw new NullPointerException("recycled");
        }

        @Override
        public void write(String text, int offset, int length) {
            throw new NullPointerException("recycled");
        }

        @Override
        public void flush() {
            throw new NullPointerException("recycled");
        }
    }
}
