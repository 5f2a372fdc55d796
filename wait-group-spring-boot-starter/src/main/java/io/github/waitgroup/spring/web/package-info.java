/**
 * Makes HTTP requests tasks of the group {@code http}, refuses them once that stops, and delays that.
 *
 * <p>A request is listed as {@code GET /orders/{id}}, counted, and over when it is really over: an asynchronous one when its
 * asynchronous processing has completed, not when the container's thread returns; a reactive one when its chain has ended. The
 * lifecycle of the group does the rest, in a phase above that in which the web server refuses connections: while requests in
 * flight finish, new ones are answered with 503, and the actuator can be asked how far it is.
 *
 * <pre>
 * T0               ShutdownClock starts: responses carry "Connection: close", everything is served
 * T0 + delay       ShutdownDelay ends, in phase 2147483391
 * refuse           the group stops, in phase 2147483135: the filter cannot join any more and sends the Refusal
 *                  LongRunningRequests ends streams and WebSockets, one after the other
 * other groups     in phase 2147482879: requests that were in flight have started their last tasks
 * web server       in phase 2147482623 and below: Spring Boot
 * </pre>
 *
 * <p>Whether a request may join and that it has joined are one step, which is the group's: there is no moment at which the
 * group has drained and a request is let in. Requests for an {@link io.github.waitgroup.spring.web.ExemptPaths exempt path} are
 * never members, so that neither a health probe nor a scrape is refused or waited for.
 */
@NullMarked
package io.github.waitgroup.spring.web;

import org.jspecify.annotations.NullMarked;
