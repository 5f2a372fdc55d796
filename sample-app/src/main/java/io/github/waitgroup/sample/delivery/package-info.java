/** The three listeners that work on every order, and what starts the informer that calls them. */
@NullMarked
package io.github.waitgroup.sample.delivery;

import org.jspecify.annotations.NullMarked;
