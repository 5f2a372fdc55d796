package io.github.waitgroup.spring.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.StuckTask;
import io.github.waitgroup.spring.WebApplication;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

class WebShutdownTests {

    @Test
    void requestThatIsNotTrackedMayStartATaskWhichCompletesBeforeBeansAreDestroyed() throws Exception {
        try (WebApplication application = WebApplication.run(Shop.class, "--wait-group.web.enabled=false")) {
            Shop.Orders orders = application.context().getBean(Shop.Orders.class);
            CompletableFuture<HttpResponse<String>> response = application.getAsync("/order");
            Fixtures.await(orders.received);

            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            Fixtures.await(orders.serverDrains);
            orders.answer.countDown();

            assertThat(response.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS)
                            .statusCode())
                    .isEqualTo(200);
            closed.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS);
            assertThat(orders.events)
                    .containsExactly("server drains", "task begins", "task ends", "data source destroyed");
        }
    }

    @Test
    void drainCanBeWatchedOnTheManagementPort() throws Exception {
        try (WebApplication application = WebApplication.run(
                        Empty.class, "--management.server.port=0", "--wait-group.groups.orders.timeout=30s");
                StuckTask stuck = StuckTask.in(application.context().getBean(Group.class), "mail-42")) {
            StopChannel stop = application.context().getBean(Group.class).stopChannel();
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            Fixtures.await(stop);

            String group = application.manage("/actuator/waitgroups/orders").body();
            assertThat(JsonPath.<String>read(group, "$.state")).isEqualTo("STOPPING");
            assertThat(JsonPath.<List<String>>read(group, "$.tasks[*].name")).containsExactly("mail-42");
            String metric = application
                    .manage("/actuator/metrics/wait.group.tasks.active?tag=group:orders")
                    .body();
            assertThat(JsonPath.<Double>read(metric, "$.measurements[0].value")).isEqualTo(1);

            stuck.release();
            closed.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Empty {}

    @Configuration(proxyBeanMethods = false)
    @Import(Shop.Orders.class)
    static class Shop {

        @Bean
        LifecycleProbe whenTheServerDrains(Orders orders) {
            return new LifecycleProbe(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE, () -> {
                orders.events.add("server drains");
                orders.serverDrains.countDown();
            });
        }

        /** The group depends on nothing, so only its drain keeps this bean alive. */
        @Bean
        DisposableBean dataSource(Orders orders) {
            return () -> orders.events.add("data source destroyed");
        }

        @RestController
        static class Orders {

            private final List<String> events = new CopyOnWriteArrayList<>();
            private final CountDownLatch received = new CountDownLatch(1);
            private final CountDownLatch serverDrains = new CountDownLatch(1);
            private final CountDownLatch answer = new CountDownLatch(1);
            private final Group group;

            Orders(Group group) {
                this.group = group;
            }

            @GetMapping("/order")
            String order() {
                received.countDown();
                Fixtures.await(answer);
                group.startWithChannel("mail", group.stopChannel(), stop -> {
                    events.add("task begins");
                    Fixtures.await(stop);
                    events.add("task ends");
                });
                return "accepted";
            }
        }
    }
}
