/**
 * The core beside its peers: one class for each row of the table of results, and {@code Benchmarks}, which runs them.
 */
@NullMarked
package io.github.waitgroup.benchmarks;

import org.jspecify.annotations.NullMarked;
