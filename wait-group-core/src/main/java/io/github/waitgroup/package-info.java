/**
 * Waits for groups of tasks, and signals that stop them: Go's {@code sync.WaitGroup} and {@code context}, Kubernetes'
 * {@code wait.Group} and {@code SafeWaitGroup}, for Java.
 *
 * <p>Start with {@link io.github.waitgroup.Group}: it starts tasks, hands them a
 * {@link io.github.waitgroup.StopChannel} or a {@link io.github.waitgroup.Context}, knows which of them are still
 * active, and waits for all.
 */
@NullMarked
package io.github.waitgroup;

import org.jspecify.annotations.NullMarked;
