/**
 * Races of two threads over one object, for jcstress. One class for each race; outcomes that must not be are named
 * after the bug that they would show.
 *
 * <p>Each class has a twin, {@code …Canary}: the same actors, judged by the same outcomes, over a tiny implementation
 * that has the bug. A twin that shows nothing forbidden means that the race is not hit any more, so the build fails
 * then.
 */
@NullMarked
package io.github.waitgroup.races;

import org.jspecify.annotations.NullMarked;
