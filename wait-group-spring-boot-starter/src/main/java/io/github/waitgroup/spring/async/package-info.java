/**
 * Spring's own asynchrony as tasks of a group: {@code @Async} methods and all other users of the {@code
 * applicationTaskExecutor}. Tasks of the application's executors can be tracked as well.
 */
@NullMarked
package io.github.waitgroup.spring.async;

import org.jspecify.annotations.NullMarked;
