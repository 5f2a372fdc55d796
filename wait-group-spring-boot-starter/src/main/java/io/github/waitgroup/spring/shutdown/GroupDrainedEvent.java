package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.DrainReport;

/**
 * The event that the drain of a group has ended, whether the group has drained or not. It is published in the
 * application context before the beans that the tasks may use are destroyed.
 *
 * @param report how the drain ended
 */
public record GroupDrainedEvent(DrainReport report) {}
