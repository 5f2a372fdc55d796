package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.DrainReport;

/**
 * Published in the application context when the drain of a group has ended, drained or not: before the beans that its tasks
 * may use are destroyed.
 *
 * @param report how it ended
 */
public record GroupDrainedEvent(DrainReport report) {}
