package io.github.waitgroup.spring;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Serves one request of its own and waits to be stopped from outside. */
@EnableAutoConfiguration
class MinimalReactiveApplication {

    static final String READY = "ready to be stopped";

    public static void main(String[] arguments) throws Exception {
        MinimalApplication.report("jakarta.servlet.Servlet");
        MinimalApplication.report("org.springframework.web.servlet.DispatcherServlet");
        ConfigurableApplicationContext context =
                new SpringApplication(MinimalReactiveApplication.class).run("--server.port=0");
        URI uri = URI.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port") + "/ping");
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Fixtures.FOREVER).build();
        System.out.println("status: "
                + HttpClient.newHttpClient()
                        .send(request, BodyHandlers.discarding())
                        .statusCode());
        GroupRegistry groups = context.getBean(GroupRegistry.class);
        System.out.println("tracked: "
                + groups.findManaged("http").orElseThrow().group().counts().accepted());
        System.out.println(READY);
    }

    @Bean
    RouterFunction<ServerResponse> ping() {
        return RouterFunctions.route()
                .GET("/ping", request -> ServerResponse.ok().build())
                .build();
    }
}
