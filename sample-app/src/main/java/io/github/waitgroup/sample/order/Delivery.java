package io.github.waitgroup.sample.order;

import java.time.Instant;

/** A listener has done its work for an order, at that attempt. */
record Delivery(String listener, int attempt, Instant deliveredAt) {}
