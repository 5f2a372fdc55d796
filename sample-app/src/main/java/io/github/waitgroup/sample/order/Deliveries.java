package io.github.waitgroup.sample.order;

import io.github.waitgroup.sample.informer.Listener;
import io.github.waitgroup.sample.informer.Outbox;
import io.github.waitgroup.sample.informer.Pending;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The deliveries of each order in the database: the pending ones, which are the informer's outbox, and those that are
 * done.
 */
@Component
final class Deliveries implements Outbox<Order> {

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final List<String> listeners;

    Deliveries(JdbcClient jdbc, TransactionOperations transactions, List<Listener<Order>> listeners) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.listeners = listeners.stream().map(Listener::name).toList();
    }

    /** Makes an order pending for every listener, in the caller's transaction. */
    void expect(long orderId) {
        for (String listener : listeners) {
            jdbc.sql("insert into pending_deliveries (listener, order_id) values (?, ?)")
                    .params(listener, orderId)
                    .update();
        }
    }

    @Override
    public List<Pending<Order>> pending(String listener, int limit) {
        return jdbc.sql("""
                        select o.id, o.item, o.quantity, o.created_at, p.failures
                        from pending_deliveries p join orders o on o.id = p.order_id
                        where p.listener = ? order by p.listener, p.order_id limit ?""")
                .params(listener, limit)
                .query((row, number) -> {
                    Order order = Orders.toOrder(row);
                    return new Pending<>(order.id(), order, row.getInt("failures"));
                })
                .list();
    }

    @Override
    public void delivered(String listener, long orderId, int attempt) {
        transactions.executeWithoutResult(status -> {
            int removed = jdbc.sql("delete from pending_deliveries where listener = ? and order_id = ?")
                    .params(listener, orderId)
                    .update();
            if (removed == 0) {
                return; // was recorded before, by an attempt that was thought to be lost
            }
            jdbc.sql("insert into deliveries (order_id, listener, attempt, delivered_at) values (?, ?, ?, ?)")
                    .params(orderId, listener, attempt, Instant.now().truncatedTo(ChronoUnit.MICROS))
                    .update();
        });
    }

    @Override
    public void failed(String listener, long orderId) {
        jdbc.sql("update pending_deliveries set failures = failures + 1 where listener = ? and order_id = ?")
                .params(listener, orderId)
                .update();
    }

    List<Delivery> of(long orderId) {
        return jdbc.sql("select * from deliveries where order_id = ? order by delivered_at, listener")
                .param(orderId)
                .query((row, number) -> new Delivery(
                        row.getString("listener"), row.getInt("attempt"), row.getObject("delivered_at", Instant.class)))
                .list();
    }

    List<String> pendingOf(long orderId) {
        return jdbc.sql("select listener from pending_deliveries where order_id = ? order by listener")
                .param(orderId)
                .query((row, number) -> row.getString("listener"))
                .list();
    }
}
