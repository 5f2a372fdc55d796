/** The drain of the groups when the application closes: one lifecycle for each group, one budget for all. */
@NullMarked
package io.github.waitgroup.spring.shutdown;

import org.jspecify.annotations.NullMarked;
