/** Traces and observations of tasks. */
@NullMarked
package io.github.waitgroup.spring.observation;

import org.jspecify.annotations.NullMarked;
