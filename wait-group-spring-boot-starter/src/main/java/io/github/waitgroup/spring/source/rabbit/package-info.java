/**
 * Rabbit listeners as a source: the message or batch in hand is a task.
 */
@NullMarked
package io.github.waitgroup.spring.source.rabbit;

import org.jspecify.annotations.NullMarked;
