package io.github.waitgroup.spring;

import io.github.waitgroup.TaskEnd;
import io.github.waitgroup.TaskInstrumentation;
import io.github.waitgroup.ThrowingRunnable;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Instruments each group with all {@link GroupInstrumentation} beans. Without such beans, groups pay nothing. */
final class InstrumentedGroups implements SmartInitializingSingleton {

    private final GroupRegistry groups;
    private final ObjectProvider<GroupInstrumentation> instrumentations;

    InstrumentedGroups(GroupRegistry groups, ObjectProvider<GroupInstrumentation> instrumentations) {
        this.groups = groups;
        this.instrumentations = instrumentations;
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<GroupInstrumentation> all = instrumentations.orderedStream().toList();
        groups.managed().stream()
                .map(ManagedGroup::group)
                .forEach(group -> all.stream()
                        .map(each -> each.instrument(group))
                        .reduce(Nested::new)
                        .ifPresent(group::instrument));
    }

    /** Two instrumentations as one. */
    private record Nested(TaskInstrumentation outer, TaskInstrumentation inner) implements TaskInstrumentation {

        @Override
        public ThrowingRunnable<?> onStart(String taskName, ThrowingRunnable<?> task) {
            return outer.onStart(taskName, inner.onStart(taskName, task));
        }

        /** Notifies both, even if the first of them throws. The group reports what they throw. */
        @Override
        @SuppressWarnings("try") // the resource is needed for its end alone
        public void onEnd(TaskEnd end) {
            try (End then = () -> inner.onEnd(end)) {
                outer.onEnd(end);
            }
        }
    }

    private interface End extends AutoCloseable {

        @Override
        void close();
    }
}
