/**
 * Groups as Spring beans: the default one, those named in the properties, the application's own, and the registry of all.
 *
 * <p>The packages below add one thing each: {@code shutdown} drains the groups, {@code worker} makes
 * bean methods their tasks, {@code metrics} and {@code endpoint} show them.
 */
@NullMarked
package io.github.waitgroup.spring;

import org.jspecify.annotations.NullMarked;
