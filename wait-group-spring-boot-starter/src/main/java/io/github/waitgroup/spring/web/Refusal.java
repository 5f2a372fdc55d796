package io.github.waitgroup.spring.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** The answer to a request that comes too late: 503. */
final class Refusal {

    private static final byte[] BODY = ("{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                    + "\"detail\":\"The application is shutting down.\"}\n")
            .getBytes(StandardCharsets.UTF_8);

    private final Map<String, String> headers;

    Refusal(Duration retryAfter) {
        long seconds = retryAfter.plusSeconds(1).minusNanos(1).toSeconds();
        this.headers = Map.of(
                HttpHeaders.RETRY_AFTER,
                Long.toString(seconds),
                HttpHeaders.CACHE_CONTROL,
                "no-store",
                HttpHeaders.CONTENT_TYPE,
                MediaType.APPLICATION_PROBLEM_JSON_VALUE,
                HttpHeaders.CONTENT_LENGTH,
                Integer.toString(BODY.length));
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return BODY.clone();
    }
}
