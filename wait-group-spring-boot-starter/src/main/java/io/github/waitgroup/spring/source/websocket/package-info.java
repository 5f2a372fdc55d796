/**
 * STOMP messages as a source: the message that a handler has, or will have, is a task.
 */
@NullMarked
package io.github.waitgroup.spring.source.websocket;

import org.jspecify.annotations.NullMarked;
