package io.github.waitgroup.sample.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.waitgroup.sample.informer.Listener;
import io.github.waitgroup.sample.informer.Pending;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class DeliveriesTests {

    private final JdbcDataSource dataSource = new JdbcDataSource();
    private JdbcClient jdbc;
    private Deliveries deliveries;
    private Orders orders;

    @BeforeEach
    void emptyDatabase() {
        dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        new ResourceDatabasePopulator(new ClassPathResource("schema.sql")).execute(dataSource);
        jdbc = JdbcClient.create(dataSource);
        TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        deliveries = new Deliveries(jdbc, transactions, List.of(named("email"), named("stock")));
        orders = new Orders(jdbc, transactions, deliveries);
    }

    @Test
    void newOrderIsPendingForEveryListener() {
        long id = orders.add("book", 2);
        assertThat(deliveries.pendingOf(id)).containsExactly("email", "stock");
        Order order = orders.find(id).orElseThrow();
        assertThat(deliveries.pending("email", 10)).containsExactly(new Pending<>(id, order, 0));
    }

    @Test
    void orderWithoutItsPendingDeliveriesIsNotStored() {
        jdbc.sql("alter table pending_deliveries add check (listener <> 'stock')")
                .update();
        assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> orders.add("book", 2));
        assertThat(orders.latest(Long.MAX_VALUE, 10)).isEmpty();
        assertThat(deliveries.pending("email", 10)).isEmpty();
    }

    @Test
    void oldestPendingComeFirstUpToTheLimit() {
        List<Long> ids = List.of(orders.add("a", 1), orders.add("b", 1), orders.add("c", 1));
        deliveries.delivered("email", ids.get(0), 1);
        assertThat(deliveries.pending("email", 1)).extracting(Pending::key).containsExactly(ids.get(1));
        assertThat(deliveries.pending("stock", 10)).extracting(Pending::key).isEqualTo(ids);
    }

    @Test
    void deliveryIsRecordedOnceHoweverOftenItIsDone() {
        long id = orders.add("book", 2);
        deliveries.delivered("email", id, 1);
        deliveries.delivered("email", id, 2);
        assertThat(deliveries.of(id)).singleElement().satisfies(delivery -> {
            assertThat(delivery.listener()).isEqualTo("email");
            assertThat(delivery.attempt()).isOne();
        });
        assertThat(deliveries.pendingOf(id)).containsExactly("stock");
    }

    @Test
    void failuresAreCountedForEachListener() {
        long id = orders.add("book", 2);
        deliveries.failed("email", id);
        deliveries.failed("email", id);
        assertThat(deliveries.pending("email", 1)).extracting(Pending::failures).containsExactly(2);
        assertThat(deliveries.pending("stock", 1)).extracting(Pending::failures).containsExactly(0);
    }

    private static Listener<Order> named(String name) {
        return new Listener<>() {

            @Override
            public String name() {
                return name;
            }

            @Override
            public void handle(Order order) {}
        };
    }
}
