/**
 * A small service under load, with and without the starter: {@code ServiceLoad} starts services and load, and compares.
 */
@NullMarked
package io.github.waitgroup.benchmarks.load;

import org.jspecify.annotations.NullMarked;
