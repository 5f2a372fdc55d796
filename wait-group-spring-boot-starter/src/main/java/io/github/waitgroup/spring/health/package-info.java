/** The health of the groups. */
@NullMarked
package io.github.waitgroup.spring.health;

import org.jspecify.annotations.NullMarked;
