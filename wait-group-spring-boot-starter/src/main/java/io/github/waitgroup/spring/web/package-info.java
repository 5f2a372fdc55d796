/**
 * Makes HTTP requests tasks of the group {@code http}, refuses them once the group stops, and delays that stop as
 * configured.
 *
 * <p>A request is listed as {@code GET /orders/{id}} and counted until it is over: an asynchronous request until its
 * asynchronous processing has completed, not until the thread of the container returns; a reactive request until its
 * chain has ended. The lifecycle of the group drains it in a phase above the one in which the web server refuses
 * connections: while requests in flight finish, new ones are answered with 503, and the actuator shows the progress.
 *
 * <pre>
 * T0               ShutdownClock starts: responses carry "Connection: close", everything is served
 * T0 + delay       ShutdownDelay ends, in phase 2147483391
 * refuse           the group stops, in phase 2147483135: the RequestGate admits nothing more, the filter sends Refusals
 *                  LongRunningRequests ends streams and WebSockets, one after the other
 * other groups     in phase 2147482879: requests that were in flight have started their last tasks
 * Tomcat           in phase 2147482624: TomcatServerSockets no longer listen, what was accepted is answered
 * web server       in phase 2147482623 and below: Spring Boot
 * </pre>
 *
 * <p>The group checks and enrols a request in one step: no request is admitted once the group has drained. Exempt
 * requests are never enrolled, so that no health probe and no scrape is refused or awaited.
 *
 * <p>There are two web stacks. The types of one are called {@code Servlet…}, of the other {@code Reactive…}; types that
 * both use have no prefix.
 */
@NullMarked
package io.github.waitgroup.spring.web;

import org.jspecify.annotations.NullMarked;
