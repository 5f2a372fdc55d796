package io.github.waitgroup.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to the application as a user does. */
public final class OrderClient {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;

    public OrderClient(int port) {
        this.server = URI.create("http://localhost:" + port);
    }

    public HttpResponse<String> post(String item, int quantity) throws IOException, InterruptedException {
        return post("/orders", "{\"item\": \"" + item + "\", \"quantity\": " + quantity + "}");
    }

    /** The answer to POST with nothing in it, whatever it is. */
    public HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return post(path, "{}");
    }

    private HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return http.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    public JsonNode order(long id) throws IOException, InterruptedException {
        HttpResponse<String> response = get("/orders/" + id);
        if (response.statusCode() != 200) {
            throw new AssertionError("Order " + id + ": " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    public static long id(HttpResponse<String> accepted) {
        return JSON.readTree(accepted.body()).get("id").asLong();
    }

    /** The answer to GET, whatever it is. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(LIMIT);
    }
}
