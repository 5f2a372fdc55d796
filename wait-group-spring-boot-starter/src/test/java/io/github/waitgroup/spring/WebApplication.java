package io.github.waitgroup.spring;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** A real server, Tomcat, Jetty or Reactor Netty, with the actuator on free ports, and a client for it. */
public final class WebApplication implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;

    private WebApplication(ConfigurableApplicationContext context) {
        this.context = context;
    }

    public static WebApplication run(Class<?> configuration, String... arguments) {
        return run(new Class<?>[] {configuration}, arguments);
    }

    public static WebApplication run(Class<?>[] configuration, String... arguments) {
        return run(WebApplicationType.SERVLET, configuration, arguments);
    }

    public static WebApplication runReactive(Class<?>[] configuration, String... arguments) {
        return run(WebApplicationType.REACTIVE, configuration, arguments);
    }

    private static WebApplication run(WebApplicationType type, Class<?>[] configuration, String... arguments) {
        SpringApplication application = new SpringApplication(Fixtures.EverythingAutoConfigured.class);
        application.addPrimarySources(List.of(configuration));
        application.setWebApplicationType(type);
        application.setRegisterShutdownHook(false);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--server.port=0");
        all.add("--management.endpoints.web.exposure.include=*");
        return new WebApplication(application.run(all.toArray(String[]::new)));
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request("local.server.port", path), BodyHandlers.ofString());
    }

    public HttpResponse<String> post(String path) throws IOException, InterruptedException {
        URI uri = request("local.server.port", path).uri();
        return client.send(
                HttpRequest.newBuilder(uri)
                        .timeout(Fixtures.FOREVER)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());
    }

    public CompletableFuture<HttpResponse<String>> getAsync(String path) {
        return client.sendAsync(request("local.server.port", path), BodyHandlers.ofString());
    }

    public CompletableFuture<HttpResponse<String>> getAsync(String path, String accepted) {
        HttpRequest request = HttpRequest.newBuilder(request("local.server.port", path), (name, value) -> true)
                .header("Accept", accepted)
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    /** Completes when the answer has begun. */
    public CompletableFuture<HttpResponse<InputStream>> open(String path) {
        return client.sendAsync(request("local.server.port", path), BodyHandlers.ofInputStream());
    }

    /** Opens a WebSocket. */
    public CompletableFuture<WebSocket> connect(String path, WebSocket.Listener listener) {
        URI uri = URI.create("ws://localhost:" + context.getEnvironment().getProperty("local.server.port") + path);
        return client.newWebSocketBuilder().connectTimeout(Fixtures.FOREVER).buildAsync(uri, listener);
    }

    /** From the management port, where that is another one. */
    public HttpResponse<String> manage(String path) throws IOException, InterruptedException {
        return client.send(request("local.management.port", path), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        context.close();
    }

    private HttpRequest request(String port, String path) {
        URI uri = URI.create("http://localhost:" + context.getEnvironment().getProperty(port) + path);
        return HttpRequest.newBuilder(uri).timeout(Fixtures.FOREVER).build();
    }
}
