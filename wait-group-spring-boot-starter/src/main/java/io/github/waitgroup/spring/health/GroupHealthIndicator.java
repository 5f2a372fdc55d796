package io.github.waitgroup.spring.health;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.worker.PeriodicCalls;
import io.github.waitgroup.spring.worker.PeriodicCalls.Work;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * The health of the groups, as {@link GroupHealthAutoConfiguration} describes it. The details have the state of each
 * group and, if a group is stuck, its oldest task.
 */
final class GroupHealthIndicator extends AbstractHealthIndicator {

    private final GroupRegistry groups;
    private final PeriodicCalls calls;

    GroupHealthIndicator(GroupRegistry groups, PeriodicCalls calls) {
        super("the groups cannot be read");
        this.groups = groups;
        this.calls = calls;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        boolean anyIsStuck = false;
        boolean open = true;
        for (ManagedGroup managed : groups.managed()) {
            Group group = managed.group();
            Work stuck = stuck(group, managed.settings().stuckAfter());
            anyIsStuck |= stuck != null;
            open &= group.state() == Group.State.RUNNING;
            builder.withDetail(managed.name(), details(group, stuck));
        }
        builder.status(anyIsStuck ? Status.DOWN : open ? Status.UP : Status.OUT_OF_SERVICE);
    }

    private @Nullable Work stuck(Group group, @Nullable Duration limit) {
        Work oldest = limit == null ? null : calls.oldestWork(group);
        return oldest != null && oldest.age().compareTo(limit) > 0 ? oldest : null;
    }

    private static Map<String, Object> details(Group group, @Nullable Work stuck) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", group.state().name());
        details.put("active", group.counts().active());
        if (stuck != null) {
            details.put("stuck", Map.of("task", stuck.task(), "age", stuck.age()));
        }
        return details;
    }
}
