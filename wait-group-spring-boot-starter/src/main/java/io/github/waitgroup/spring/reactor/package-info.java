/**
 * Reactive chains as tasks of groups.
 */
@NullMarked
package io.github.waitgroup.spring.reactor;

import org.jspecify.annotations.NullMarked;
