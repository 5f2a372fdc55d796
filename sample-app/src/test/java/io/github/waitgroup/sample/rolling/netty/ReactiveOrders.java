package io.github.waitgroup.sample.rolling.netty;

import io.github.waitgroup.Group;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Takes orders as the sample does, on Reactor Netty and in memory, with the starter's defaults: an accepted order is a
 * task of the default group.
 *
 * <p>It has the class path of the tests, so it leaves out what it finds there and does not need. It is no component,
 * because the sample's tests would find it.
 */
@EnableAutoConfiguration(exclude = {TomcatReactiveWebServerAutoConfiguration.class, DataSourceAutoConfiguration.class})
public class ReactiveOrders {

    private final Map<Long, Order> orders = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();

    public static void main(String[] arguments) {
        SpringApplication application = new SpringApplication(ReactiveOrders.class);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.run(arguments);
    }

    @Bean
    RouterFunction<ServerResponse> routes(Group group) {
        return RouterFunctions.route()
                .POST("/orders", request -> place(request, group))
                .GET("/orders/{id}", this::get)
                .build();
    }

    private Mono<ServerResponse> place(ServerRequest request, Group group) {
        return request.bodyToMono(NewOrder.class).flatMap(order -> {
            long id = lastId.incrementAndGet();
            orders.put(id, new Order(id, order.item(), order.quantity(), false));
            group.start("deliver order " + id, () -> orders.computeIfPresent(id, (key, placed) -> placed.deliver()));
            return ServerResponse.accepted()
                    .location(URI.create("/orders/" + id))
                    .bodyValue(new Accepted(id));
        });
    }

    private Mono<ServerResponse> get(ServerRequest request) {
        Order order = orders.get(Long.valueOf(request.pathVariable("id")));
        return order == null
                ? ServerResponse.notFound().build()
                : ServerResponse.ok().bodyValue(order);
    }

    record NewOrder(String item, int quantity) {}

    record Accepted(long id) {}

    record Order(long id, String item, int quantity, boolean delivered) {

        Order deliver() {
            return new Order(id, item, quantity, true);
        }
    }
}
