/**
 * The core under Lincheck: small programs of two threads, made at random or by hand, of which every interleaving up to
 * a bound is tried. A result that no order of the calls explains, or a thread that is never woken, fails the test.
 */
package io.github.waitgroup.linearizability;
