/**
 * Micrometer meters of the groups. Each has the tag {@code group}:
 *
 * <table>
 *   <caption>Meters</caption>
 *   <tr><th>Name</th><th>Type</th><th>Meaning</th></tr>
 *   <tr><td>{@code wait.group.tasks.active}</td><td>gauge</td><td>tasks that have not ended</td></tr>
 *   <tr><td>{@code wait.group.tasks.oldest.age}</td><td>gauge, seconds</td><td>the age of the oldest active task, or of
 *       the oldest call of a periodic worker; long-running tasks do not count; 0 if there is none</td></tr>
 *   <tr><td>{@code wait.group.tasks.started}</td><td>counter</td><td>tasks that the group has accepted</td></tr>
 *   <tr><td>{@code wait.group.tasks.completed}</td><td>counter</td><td>those of them that ended normally</td></tr>
 *   <tr><td>{@code wait.group.tasks.failed}</td><td>counter</td><td>those of them that threw</td></tr>
 *   <tr><td>{@code wait.group.tasks.refused}</td><td>counter</td><td>tasks that came while the group was stopping or
 *       stopped</td></tr>
 *   <tr><td>{@code wait.group.tasks.late}</td><td>counter</td><td>tasks that came while the group was stopping or
 *       stopped, and could not be refused</td></tr>
 *   <tr><td>{@code wait.group.tasks.leaked}</td><td>counter</td><td>failed tasks that nobody could end any
 *       more</td></tr>
 *   <tr><td>{@code wait.group.tasks.outlived}</td><td>counter</td><td>tasks that ended after the request, message or
 *       schedule that had started them</td></tr>
 *   <tr><td>{@code wait.group.tasks.duration}</td><td>timer</td><td>the time from the acceptance of a task to its end;
 *       without a histogram unless the application asks for one</td></tr>
 *   <tr><td>{@code wait.group.tasks.reaction}</td><td>timer, histogram</td><td>the time from the stop signal of a task
 *       to its end</td></tr>
 *   <tr><td>{@code wait.group.tasks.interrupted}</td><td>counter</td><td>tasks interrupted because the time of a drain
 *       was nearly up</td></tr>
 *   <tr><td>{@code wait.group.tasks.stragglers}</td><td>counter</td><td>tasks still active when the time of a drain was
 *       up</td></tr>
 *   <tr><td>{@code wait.group.drain.duration}</td><td>timer</td><td>the number of drains that have ended, and the time
 *       they took</td></tr>
 *   <tr><td>{@code wait.group.drain.timeouts}</td><td>counter</td><td>those of them that ended because their time was
 *       up</td></tr>
 * </table>
 */
@NullMarked
package io.github.waitgroup.spring.metrics;

import org.jspecify.annotations.NullMarked;
