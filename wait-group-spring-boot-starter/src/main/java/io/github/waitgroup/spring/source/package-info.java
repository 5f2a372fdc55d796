/**
 * Sources: work that others run, such as listeners of brokers, as tasks of groups.
 */
@NullMarked
package io.github.waitgroup.spring.source;

import org.jspecify.annotations.NullMarked;
