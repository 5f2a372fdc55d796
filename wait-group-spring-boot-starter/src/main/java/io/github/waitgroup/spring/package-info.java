/**
 * Groups as Spring beans: the default one, those named in the properties, the application's own, and the registry of
 * all.
 *
 * <p>Each package below adds one feature:
 *
 * <ul>
 *   <li>{@code shutdown} drains the groups when the application closes,
 *   <li>{@code worker} runs annotated methods of beans as tasks,
 *   <li>{@code async} runs the tasks of Spring's own asynchrony in a group,
 *   <li>{@code web} makes HTTP requests tasks of a group,
 *   <li>{@code metrics} has meters of the groups,
 *   <li>{@code observation} carries traces into tasks, and observes tasks,
 *   <li>{@code health} has the health of the groups,
 *   <li>{@code endpoint} shows the groups, and stops them, in the actuator.
 * </ul>
 *
 * <p>All of them use this package, which uses none of them. Apart from that, {@code web}, {@code metrics} and {@code
 * endpoint} use {@code shutdown}, and {@code metrics}, {@code health} and {@code endpoint} use {@code worker}.
 */
@NullMarked
package io.github.waitgroup.spring;

import org.jspecify.annotations.NullMarked;
