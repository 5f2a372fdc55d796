/**
 * A whole group under schedules made at random: what was accepted must have run, and be accounted for, whatever threads
 * do to the group. The same schedules run over a group that has the bug, and must find it.
 */
package io.github.waitgroup.schedules;
