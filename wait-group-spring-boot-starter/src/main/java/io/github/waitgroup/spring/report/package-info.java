/**
 * The report of the whole shutdown: its record, the watch over its time, and the last words of the process; and the
 * dump of what is in flight, on demand.
 */
@NullMarked
package io.github.waitgroup.spring.report;

import org.jspecify.annotations.NullMarked;
