package io.github.waitgroup.sample.delivery;

import static io.github.waitgroup.sample.Patience.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.waitgroup.Group;
import io.github.waitgroup.sample.SampleApplication;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

class InformerRestartTests {

    @Test
    void informerStopsAndStartsWithItsContextAndLosesNothing() {
        try (ConfigurableApplicationContext context = start()) {
            Group group = context.getBean("informerGroup", Group.class);
            JdbcClient jdbc = context.getBean(JdbcClient.class);
            assertThat(group.activeTasks())
                    .singleElement()
                    .matches(task -> task.name().equals("informer"));

            context.stop();
            assertThat(group.activeTasks()).isEmpty();
            jdbc.sql("insert into orders (item, quantity, created_at) values ('book', 1, current_timestamp)")
                    .update();
            jdbc.sql("insert into pending_deliveries (listener, order_id) select 'email', id from orders")
                    .update();

            context.start();
            await().atMost(FOREVER)
                    .until(() -> jdbc.sql("select count(*) from deliveries")
                                    .query(Integer.class)
                                    .single()
                            == 1);
        }
    }

    private static ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(SampleApplication.class)
                .web(WebApplicationType.SERVLET)
                .run(
                        "--server.port=0",
                        "--spring.datasource.url=jdbc:h2:mem:informer-restart",
                        "--sample.listener.max-delay=5ms");
    }
}
