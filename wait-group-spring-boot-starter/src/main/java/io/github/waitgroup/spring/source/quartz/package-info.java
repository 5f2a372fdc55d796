/** The source of Quartz jobs: each execution is a task of the group {@code quartz-jobs}. */
@NullMarked
package io.github.waitgroup.spring.source.quartz;

import org.jspecify.annotations.NullMarked;
