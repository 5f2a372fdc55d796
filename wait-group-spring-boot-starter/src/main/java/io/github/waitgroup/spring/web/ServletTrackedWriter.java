package io.github.waitgroup.spring.web;

import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The body of a tracked response as text. A write that fails shows that the client has gone. */
final class ServletTrackedWriter extends PrintWriter {

    private final PrintWriter writer;
    private final ServletTrackedRequest tracked;

    ServletTrackedWriter(PrintWriter writer, ServletTrackedRequest tracked) {
        super(writer);
        this.writer = writer;
        this.tracked = tracked;
    }

    /**
     * The writer of a container throws nothing when a client has gone, and has to be asked. It throws what it likes if
     * its request has been taken from it.
     */
    @Override
    public void flush() {
        boolean failed = true;
        try {
            super.flush();
            failed = writer.checkError();
        } finally {
            recordIf(failed);
        }
    }

    @Override
    public void write(int character) {
        record(() -> super.write(character));
    }

    @Override
    public void write(char[] characters, int offset, int length) {
        record(() -> super.write(characters, offset, length));
    }

    @Override
    public void write(String text, int offset, int length) {
        record(() -> super.write(text, offset, length));
    }

    /** Delegates, since the writer of a container may know the locale of the response. */
    @Override
    public PrintWriter format(String format, @Nullable Object... arguments) {
        writer.format(format, arguments);
        return this;
    }

    /** Delegates, as above. */
    @Override
    public PrintWriter format(@Nullable Locale locale, String format, @Nullable Object... arguments) {
        writer.format(locale, format, arguments);
        return this;
    }

    @Override
    public boolean checkError() {
        boolean failed = true;
        try {
            failed = super.checkError();
        } finally {
            recordIf(failed);
        }
        return failed;
    }

    private void record(Runnable output) {
        boolean failed = true;
        try {
            output.run();
            failed = false;
        } finally {
            recordIf(failed);
        }
    }

    private void recordIf(boolean failed) {
        if (failed) {
            tracked.clientHasGone();
        }
    }
}
