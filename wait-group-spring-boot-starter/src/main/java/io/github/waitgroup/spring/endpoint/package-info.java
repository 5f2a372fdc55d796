/** The actuator endpoint {@code waitgroups}. */
@NullMarked
package io.github.waitgroup.spring.endpoint;

import org.jspecify.annotations.NullMarked;
