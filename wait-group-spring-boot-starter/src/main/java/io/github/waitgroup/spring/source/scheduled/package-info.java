/** The source of scheduled methods: each run is a task of the group {@code scheduled-tasks}. */
@NullMarked
package io.github.waitgroup.spring.source.scheduled;

import org.jspecify.annotations.NullMarked;
