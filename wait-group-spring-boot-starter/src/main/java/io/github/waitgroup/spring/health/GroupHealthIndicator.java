package io.github.waitgroup.spring.health;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of the groups: {@link Status#DOWN} if a task of one is older than its {@code
 * wait-group.groups.<name>.stuck-after}, otherwise {@link Status#OUT_OF_SERVICE} if one is stopping or stopped, and {@link
 * Status#UP}. The details have the state of each group and, where one is stuck, its oldest task.
 */
public final class GroupHealthIndicator extends AbstractHealthIndicator {

    private final GroupRegistry groups;

    GroupHealthIndicator(GroupRegistry groups) {
        super("the groups cannot be read");
        this.groups = groups;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        boolean stuck = false;
        boolean open = true;
        for (ManagedGroup managed : groups.managed()) {
            Group group = managed.group();
            ActiveTask stuckTask = stuckTask(group, managed.settings().stuckAfter());
            stuck |= stuckTask != null;
            open &= group.state() == Group.State.RUNNING;
            builder.withDetail(managed.name(), details(group, stuckTask));
        }
        builder.status(stuck ? Status.DOWN : open ? Status.UP : Status.OUT_OF_SERVICE);
    }

    private static @Nullable ActiveTask stuckTask(Group group, @Nullable Duration limit) {
        ActiveTask oldest = limit == null ? null : group.oldestTask();
        return oldest != null && oldest.age().compareTo(limit) > 0 ? oldest : null;
    }

    private static Map<String, Object> details(Group group, @Nullable ActiveTask stuckTask) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", group.state().name());
        details.put("active", group.counts().active());
        if (stuckTask != null) {
            details.put("stuck", Map.of("task", stuckTask.name(), "age", stuckTask.age()));
        }
        return details;
    }
}
