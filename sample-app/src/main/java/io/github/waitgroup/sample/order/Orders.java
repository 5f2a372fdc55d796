package io.github.waitgroup.sample.order;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** The orders in the database. */
@Component
final class Orders {

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final Deliveries deliveries;

    Orders(JdbcClient jdbc, TransactionOperations transactions, Deliveries deliveries) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.deliveries = deliveries;
    }

    /** Stores an order together with its pending deliveries: both are durable on return, or neither. */
    long add(String item, int quantity) {
        KeyHolder id = new GeneratedKeyHolder();
        transactions.executeWithoutResult(status -> {
            jdbc.sql("insert into orders (item, quantity, created_at) values (?, ?, ?)")
                    .params(item, quantity, Instant.now().truncatedTo(ChronoUnit.MICROS))
                    .update(id, "id");
            deliveries.expect(id(id));
        });
        return id(id);
    }

    Optional<Order> find(long id) {
        return jdbc.sql("select * from orders where id = ?")
                .param(id)
                .query((row, number) -> toOrder(row))
                .optional();
    }

    /** The newest orders before {@code before}, newest first. */
    List<Order> latest(long before, int limit) {
        return jdbc.sql("select * from orders where id < ? order by id desc limit ?")
                .params(before, limit)
                .query((row, number) -> toOrder(row))
                .list();
    }

    static Order toOrder(ResultSet row) throws SQLException {
        return new Order(
                row.getLong("id"),
                row.getString("item"),
                row.getInt("quantity"),
                row.getObject("created_at", Instant.class));
    }

    private static long id(KeyHolder keys) {
        Number id = keys.getKey();
        if (id == null) {
            throw new IllegalStateException("the database generated no id");
        }
        return id.longValue();
    }
}
