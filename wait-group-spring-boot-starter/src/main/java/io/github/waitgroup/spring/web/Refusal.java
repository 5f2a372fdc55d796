package io.github.waitgroup.spring.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** The answer to a request that comes too late: 503, which pages of all origins may read. */
final class Refusal {

    private static final byte[] BODY = ("{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                    + "\"detail\":\"The application is shutting down.\"}\n")
            .getBytes(StandardCharsets.UTF_8);

    /** A serialised origin. A server may throw if it is to send other characters. */
    private static final Pattern ORIGIN = Pattern.compile("[!-~]+");

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

    /**
     * The headers of the answer.
     *
     * @param origin the origin of the page that has sent the request, as its browser says; null if there is none
     */
    Map<String, String> headers(@Nullable String origin) {
        if (origin == null || !ORIGIN.matcher(origin).matches()) {
            return headers;
        }
        Map<String, String> readable = new HashMap<>(headers);
        readable.put(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        readable.put(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        readable.put(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, HttpHeaders.RETRY_AFTER);
        readable.put(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        return readable;
    }

    byte[] body() {
        return BODY.clone();
    }
}
