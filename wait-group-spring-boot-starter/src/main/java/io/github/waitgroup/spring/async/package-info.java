/**
 * Spring's own asynchrony: {@code @Async} methods and whatever else uses the {@code applicationTaskExecutor} as tasks of a
 * group, and executors of the application's own whose tasks are tracked.
 */
@NullMarked
package io.github.waitgroup.spring.async;

import org.jspecify.annotations.NullMarked;
