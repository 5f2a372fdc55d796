package io.github.waitgroup.sample.rolling;

import java.io.IOException;

/** A request that got no proper answer. */
final class Failure extends IOException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    Failure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    Failure(Kind kind, IOException cause) {
        super(cause.toString(), cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** What a client sees. */
    enum Kind {
        /** A new connection ended without a byte: behind a balancer of TCP, that is what a refused one looks like. */
        REFUSED,
        /** A connection that had served before was reset without a byte of the answer. */
        RESET,
        /** A connection that had served before ended without a byte of the answer. */
        EOF,
        /** The connection ended within the answer. */
        CUT,
        /** No answer in time. */
        TIMEOUT,
        /** An answer that is an error; 503 with Retry-After only when the second attempt gets it as well. */
        STATUS
    }
}
