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

    /** The writer of a container throws nothing, and has to be asked. */
    @Override
    public void flush() {
        super.flush();
        if (writer.checkError()) {
            tracked.clientHasGone();
        }
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
        boolean failed = super.checkError();
        if (failed) {
            tracked.clientHasGone();
        }
        return failed;
    }
}
