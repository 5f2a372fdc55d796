package io.github.waitgroup.sample.order;

import static io.github.waitgroup.sample.Patience.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:order-api",
            "spring.datasource.hikari.connection-timeout=2000",
            "sample.listener.max-delay=5ms"
        })
class OrderApiTests {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @LocalServerPort
    private int port;

    @Autowired
    private Orders orders;

    @Autowired
    private HikariDataSource dataSource;

    @Test
    void orderIsAcceptedAndDeliveredToAllThreeListeners() throws Exception {
        Instant before = Instant.now();
        HttpResponse<String> accepted = post("{\"item\": \"book\", \"quantity\": 2}");
        assertThat(accepted.statusCode()).isEqualTo(202);
        long id = JSON.readTree(accepted.body()).get("id").asLong();
        String location = accepted.headers().firstValue("Location").orElseThrow();
        assertThat(location).isEqualTo("/orders/" + id);

        await().atMost(FOREVER).until(() -> json(location).get("pending").isEmpty());
        JsonNode order = json(location);
        assertThat(order.get("item").asString()).isEqualTo("book");
        assertThat(order.get("quantity").asInt()).isEqualTo(2);
        assertThat(Instant.parse(order.get("createdAt").asString())).isBetween(before.minusMillis(1), Instant.now());
        assertThat(order.get("deliveries").valueStream())
                .extracting(delivery -> delivery.get("listener").asString())
                .containsExactlyInAnyOrder("audit", "email", "stock");
        assertThat(order.get("deliveries").valueStream())
                .allSatisfy(
                        delivery -> assertThat(delivery.get("attempt").asInt()).isOne())
                .allSatisfy(delivery -> assertThat(
                                Instant.parse(delivery.get("deliveredAt").asString()))
                        .isAfter(before));
    }

    @Test
    void ordersAreListedNewestFirstPageByPage() throws Exception {
        List<Long> ids =
                IntStream.range(0, 5).mapToObj(n -> orders.add("listed", 1)).toList();
        JsonNode first = json("/orders?limit=2");
        assertThat(ids(first)).containsExactly(ids.get(4), ids.get(3));
        JsonNode second = json("/orders?limit=2&before=" + first.get("before").asLong());
        assertThat(ids(second)).containsExactly(ids.get(2), ids.get(1));
        assertThat(json("/orders?before=1").get("before").isNull()).isTrue();
    }

    @Test
    void listIsBoundedByDefault() throws Exception {
        IntStream.range(0, 30).forEach(n -> orders.add("listed", 1));
        assertThat(ids(json("/orders"))).hasSize(20);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"item": " ", "quantity": 1}                     | item
                    {"quantity": 1}                                  | item
                    {"item": null, "quantity": 1}                    | item
                    {"item": 5, "quantity": 1}                       | item
                    {"item": true, "quantity": 1}                    | item
                    {"item": ["book"], "quantity": 1}                | item
                    {"item": "book", "quantity": 0}                  | quantity
                    {"item": "book", "quantity": -1}                 | quantity
                    {"item": "book"}                                 | quantity
                    {"item": "book", "quantity": null}               | quantity
                    {"item": "book", "quantity": "2"}                | quantity
                    {"item": "book", "quantity": "many"}             | quantity
                    {"item": "book", "quantity": 1.5}                | quantity
                    {"item": "book", "quantity": 99999999999}        | quantity
                    {"item": "book", "quantity": {}}                 | quantity
                    {"item": "book", "quantity": 1, "colour": "red"} | colour
                    {}                                               | item,quantity
                    """)
    void badFieldIsNamed(String body, String fields) throws Exception {
        assertProblem(post(body), 400, fields.split(","));
    }

    @Test
    void itemThatIsTooLongIsNamed() throws Exception {
        assertThat(post("{\"item\": \"" + "x".repeat(200) + "\", \"quantity\": 1}")
                        .statusCode())
                .isEqualTo(202);
        assertProblem(post("{\"item\": \"" + "x".repeat(201) + "\", \"quantity\": 1}"), 400, "item");
    }

    @Test
    void whatIsNestedOrLongBeyondReasonIsRefused() throws Exception {
        assertProblem(post("[".repeat(1_000)), 400);
        assertProblem(post("{\"item\": " + "[".repeat(1_000)), 400, "item");
        assertProblem(post("{\"item\": \"book\", \"quantity\": " + "1".repeat(200) + "}"), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "nonsense",
                "[]",
                "5",
                "{",
                "{\"item\": \"book\", \"quantity\": 1} more",
                "{\"item\": \"book\", \"item\": \"pen\", \"quantity\": 1}"
            })
    void bodyThatIsNoJsonObjectIsRefused(String body) throws Exception {
        assertProblem(post(body), 400);
    }

    @ParameterizedTest
    @CsvSource({
        "/orders/abc, id",
        "/orders/1.5, id",
        "/orders/99999999999999999999, id",
        "/orders?limit=0, limit",
        "/orders?limit=101, limit",
        "/orders?limit=some, limit",
        "/orders?before=0, before",
        "/orders?before=yesterday, before"
    })
    void badParameterIsNamed(String path, String parameter) throws Exception {
        assertProblem(get(path), 400, parameter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/orders/0", "/orders/-1", "/orders/9223372036854775807", "/orders/1/2", "/elsewhere"})
    void unknownOrderOrPathIsNotFound(String path) throws Exception {
        assertProblem(get(path), 404);
    }

    @Test
    void wrongMethodAndWrongTypeAreRefused() throws Exception {
        assertProblem(send(request("/orders/1").DELETE()), 405);
        assertProblem(send(request("/orders").POST(BodyPublishers.ofString("item=book"))), 415);
        assertProblem(send(request("/orders").header("Accept", "text/csv").GET()), 406);
    }

    @Test
    void clientIsAskedToComeAgainIfNoConnectionIsFree() throws Exception {
        List<Connection> all = new ArrayList<>();
        try {
            for (int i = 0; i < dataSource.getMaximumPoolSize(); i++) {
                all.add(dataSource.getConnection());
            }
            for (HttpResponse<String> response :
                    List.of(post("{\"item\": \"book\", \"quantity\": 1}"), get("/orders"))) {
                assertProblem(response, 503);
                assertThat(response.headers().firstValue("Retry-After")).contains("1");
            }
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/prometheus", "/actuator/metrics", "/actuator/waitgroups"})
    void serviceCanBeObserved(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(200);
    }

    private static void assertProblem(HttpResponse<String> response, int status, String... fields) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.path("errors").valueStream())
                .extracting(error -> error.get("field").asString())
                .containsExactly(fields);
        assertThat(response.body()).doesNotContain("java.").doesNotContain("io.github");
    }

    private static List<Long> ids(JsonNode page) {
        return page.get("orders")
                .valueStream()
                .map(order -> order.get("id").asLong())
                .toList();
    }

    private JsonNode json(String path) throws Exception {
        return JSON.readTree(get(path).body());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).GET());
    }

    private HttpResponse<String> post(String body) throws Exception {
        return send(
                request("/orders").header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.timeout(FOREVER).build(), BodyHandlers.ofString());
    }
}
