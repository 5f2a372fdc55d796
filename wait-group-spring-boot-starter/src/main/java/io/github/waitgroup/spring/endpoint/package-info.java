/** The actuator endpoints {@code waitgroups} and {@code inflight}. */
@NullMarked
package io.github.waitgroup.spring.endpoint;

import org.jspecify.annotations.NullMarked;
