package io.github.waitgroup.spring.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The body of a tracked response. A write that fails shows that the client has gone. */
final class ServletTrackedOutput extends ServletOutputStream {

    private final ServletOutputStream output;
    private final ServletTrackedRequest tracked;

    ServletTrackedOutput(ServletOutputStream output, ServletTrackedRequest tracked) {
        this.output = output;
        this.tracked = tracked;
    }

    @Override
    public boolean isReady() {
        return output.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        output.setWriteListener(listener);
    }

    @Override
    public void write(int b) throws IOException {
        tracked.send(() -> output.write(b));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        tracked.send(() -> output.write(bytes, offset, length));
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        tracked.send(() -> output.write(bytes));
    }

    @Override
    public void flush() throws IOException {
        tracked.send(output::flush);
    }

    @Override
    public void close() throws IOException {
        tracked.send(output::close);
    }
}
