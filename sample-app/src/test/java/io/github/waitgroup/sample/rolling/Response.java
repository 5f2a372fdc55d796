package io.github.waitgroup.sample.rolling;

import java.util.Map;

/** What matters of an answer. The names of the headers are in lower case. */
record Response(int status, Map<String, String> headers) {

    /** Whether the client is asked to come again. */
    boolean isRefusal() {
        return status == 503 && headers.containsKey("retry-after");
    }

    long retryAfterSeconds() {
        return Long.parseLong(headers.get("retry-after"));
    }

    boolean closesConnection() {
        return "close".equalsIgnoreCase(headers.get("connection"));
    }
}
