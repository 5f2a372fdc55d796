/** The context that tasks take over from the thread that starts them, with its trace, and observations of tasks. */
@NullMarked
package io.github.waitgroup.spring.observation;

import org.jspecify.annotations.NullMarked;
