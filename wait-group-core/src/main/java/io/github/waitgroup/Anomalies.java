package io.github.waitgroup;

/**
 * The counts of tasks of a {@link Group} that did not go as planned.
 *
 * @param late tasks that the group has {@linkplain Group#adopt adopted} although the group was stopping or stopped, and
 *     nobody in flight had started them
 * @param leaked memberships that were ended because their {@linkplain Membership#endWithOwner owner} was lost; they
 *     are among the failed tasks
 * @param outlived tasks that have ended after the work within which they {@linkplain ActiveTask#startedBy() were
 *     started}; a task that is still active is counted at its end
 */
public record Anomalies(long late, long leaked, long outlived) {}
