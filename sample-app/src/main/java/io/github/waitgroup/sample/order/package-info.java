/**
 * Orders: the table, what of each is delivered and what is pending, and the HTTP API. An order and its pending
 * deliveries are stored in one transaction, so an order that was answered with 202 is delivered, whatever happens
 * afterwards.
 */
@NullMarked
package io.github.waitgroup.sample.order;

import org.jspecify.annotations.NullMarked;
