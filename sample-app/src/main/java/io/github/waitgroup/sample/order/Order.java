package io.github.waitgroup.sample.order;

import java.time.Instant;

/**
 * An order, as stored.
 *
 * @param id its number
 * @param item what is ordered
 * @param quantity how many
 * @param createdAt when it was stored
 */
public record Order(long id, String item, int quantity, Instant createdAt) {

    /**
     * Copies the order.
     *
     * @return an equal order that shares nothing mutable with this one
     */
    public Order copy() {
        return new Order(id, item, quantity, createdAt);
    }
}
