/**
 * Work that has an observation, as tasks of the group {@code observations}.
 */
@NullMarked
package io.github.waitgroup.spring.source.observed;

import org.jspecify.annotations.NullMarked;
