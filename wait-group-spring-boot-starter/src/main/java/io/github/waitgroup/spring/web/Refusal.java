package io.github.waitgroup.spring.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** The answer to a request that comes too late. */
final class Refusal {

    private static final byte[] BODY = ("{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                    + "\"detail\":\"The application is shutting down.\"}\n")
            .getBytes(StandardCharsets.UTF_8);

    private final String retryAfterSeconds;

    Refusal(Duration retryAfter) {
        this.retryAfterSeconds =
                Long.toString(retryAfter.plusSeconds(1).minusNanos(1).toSeconds());
    }

    void send(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader(HttpHeaders.RETRY_AFTER, retryAfterSeconds);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(BODY.length);
        response.getOutputStream().write(BODY);
    }
}
