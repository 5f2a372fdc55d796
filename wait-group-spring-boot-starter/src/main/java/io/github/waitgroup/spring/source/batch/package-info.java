/** The source of Spring Batch: each execution of a job is a task of the group {@code batch-jobs}. */
@NullMarked
package io.github.waitgroup.spring.source.batch;

import org.jspecify.annotations.NullMarked;
