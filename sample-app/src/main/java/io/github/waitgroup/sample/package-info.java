/**
 * An order service that loses nothing at SIGTERM.
 *
 * <ul>
 *   <li>{@code order}: the orders, their deliveries in the database, and the HTTP API.
 *   <li>{@code informer}: Kubernetes' shared informer: finds what is to be delivered, hands it to every listener, stops
 *       in order.
 *   <li>{@code delivery}: the three listeners, and what starts the informer.
 *   <li>{@code page}: what is in flight, live in a browser, and the shutdown while it happens.
 * </ul>
 */
@NullMarked
package io.github.waitgroup.sample;

import org.jspecify.annotations.NullMarked;
