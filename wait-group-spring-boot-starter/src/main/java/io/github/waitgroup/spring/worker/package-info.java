/** Workers: annotated methods of beans that run as tasks of a group. */
@NullMarked
package io.github.waitgroup.spring.worker;

import org.jspecify.annotations.NullMarked;
