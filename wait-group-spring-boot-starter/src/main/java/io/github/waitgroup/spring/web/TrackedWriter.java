package io.github.waitgroup.spring.web;

import java.io.PrintWriter;

/** The body of a tracked response as text: notices that the client has gone once something cannot be sent. */
final class TrackedWriter extends PrintWriter {

    private final TrackedRequest tracked;

    TrackedWriter(PrintWriter writer, TrackedRequest tracked) {
        super(writer);
        this.tracked = tracked;
    }

    /** A writer of a container throws nothing: it has to be asked. */
    @Override
    public void flush() {
        super.flush();
        if (out instanceof PrintWriter writer && writer.checkError()) {
            tracked.clientHasGone();
        }
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
