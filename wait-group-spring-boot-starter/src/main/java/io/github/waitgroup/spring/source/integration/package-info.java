/** The source of Spring Integration: each poll is a task of the group {@code integration-pollers}. */
@NullMarked
package io.github.waitgroup.spring.source.integration;

import org.jspecify.annotations.NullMarked;
