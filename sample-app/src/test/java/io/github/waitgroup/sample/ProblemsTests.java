package io.github.waitgroup.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Every error is a problem detail, whoever finds it. Requests are written as they are, as no HTTP client sends most of
 * them.
 */
@Timeout(180)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:problems")
class ProblemsTests {

    private static final int TOO_LONG = 16 * 1024 + 1;

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @CsvSource({
        "GET,/orders/%00,400",
        "GET,/orders/a%2Fb,400",
        "GET,/orders/..%2f,400",
        "GET,/orders/100%25,400",
        "GET,/page/x%25,404",
        "GET,/orders/[,400",
        "GET,/orders/%zz,400",
        "GET,/orders/%c0%af,400",
        "GET,/orders/%0d%0aX:y,400",
        "GET,/orders/1;x=1,404",
        "GET,/orders/;/1,404",
        "GET,//orders,404",
        "GET,/error,404",
        "TRACE,/orders,405",
        "BREW,/orders,405",
    })
    void oddRequestIsAnsweredWithAProblem(String method, String path, int status) throws Exception {
        assertProblem(exchange(method + " " + path, "Connection: close"), status);
    }

    @ParameterizedTest
    @CsvSource({"text/html,400", "nonsense,406", "image/png,400"})
    void problemIsSentWhateverTheClientAccepts(String accepted, int status) throws Exception {
        String path = status == 406 ? "/orders" : "/orders/abc";
        assertProblem(exchange("GET " + path, "Accept: " + accepted, "Connection: close"), status);
    }

    @Test
    void headerThatIsTooLongIsAnsweredWithAProblem() throws Exception {
        assertProblem(exchange("GET /orders", "X: " + "x".repeat(9_000)), 400);
    }

    @ParameterizedTest
    @MethodSource("bodiesThatAreTooLong")
    void bodyThatIsTooLongIsRefused(String request, String type) throws Exception {
        String body = "{\"item\": \"" + "x".repeat(TOO_LONG) + "\"}";
        assertProblem(exchangeBody(request, type, "Content-Length: " + body.length(), body), 413);
        String chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
        assertProblem(exchangeBody(request, type, "Transfer-Encoding: chunked", chunk), 413);
    }

    static Stream<String[]> bodiesThatAreTooLong() {
        return Stream.of(
                new String[] {"POST /orders", "application/json"},
                new String[] {"PUT /orders", "application/x-www-form-urlencoded"});
    }

    private String exchangeBody(String request, String type, String length, String body) throws IOException {
        return exchange(request, "Content-Type: " + type, length, "Connection: close", "", body);
    }

    private static void assertProblem(String response, int status) {
        assertThat(response).startsWith("HTTP/1.1 " + status).contains("Content-Type: application/problem+json");
        assertThat(response).contains("\"status\":" + status).doesNotContain("java.");
    }

    /** The whole answer, up to the end of the connection. */
    private String exchange(String request, String... lines) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            String head = request + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", lines) + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
