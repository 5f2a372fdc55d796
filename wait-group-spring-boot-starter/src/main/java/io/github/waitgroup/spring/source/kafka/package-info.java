/**
 * Kafka listeners as a source: the record or batch in hand is a task.
 */
@NullMarked
package io.github.waitgroup.spring.source.kafka;

import org.jspecify.annotations.NullMarked;
