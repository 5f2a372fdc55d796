/** Micrometer meters of the groups. */
@NullMarked
package io.github.waitgroup.spring.metrics;

import org.jspecify.annotations.NullMarked;
