package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.DrainReport;
import io.github.waitgroup.spring.ManagedGroup;
import org.springframework.context.ApplicationEventPublisher;

/** Stops one group while the application goes on, as it would be stopped when the application closes. */
public final class GroupStopper {

    private final GroupDrains drains;
    private final ApplicationEventPublisher events;

    GroupStopper(GroupDrains drains, ApplicationEventPublisher events) {
        this.drains = drains;
        this.events = events;
    }

    /**
     * Stops a group and waits until it has drained or its time is up. Until the application is started anew it accepts no tasks.
     *
     * @param managed the group
     * @return how the drain ended
     * @throws IllegalStateException if called by a task of the group, which is not stopped then
     */
    public DrainReport stop(ManagedGroup managed) {
        ActiveTask caller = managed.group().currentTask();
        if (caller != null) { // before anything is stopped
            throw new IllegalStateException("task '" + caller.name() + "' of group '" + managed.name()
                    + "' would wait for itself: stop the group from outside, or with beginStop, which does not wait");
        }
        DrainReport report =
                GroupDrain.begin(managed, managed.settings().timeout(), drains).complete();
        events.publishEvent(new GroupDrainedEvent(report));
        return report;
    }
}
