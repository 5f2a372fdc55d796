/**
 * JMS listeners as a source: the message in hand is a task.
 */
@NullMarked
package io.github.waitgroup.spring.source.jms;

import org.jspecify.annotations.NullMarked;
