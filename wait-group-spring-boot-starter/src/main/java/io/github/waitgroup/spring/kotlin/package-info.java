/**
 * Kotlin coroutines as tasks of groups.
 */
@NullMarked
package io.github.waitgroup.spring.kotlin;

import org.jspecify.annotations.NullMarked;
