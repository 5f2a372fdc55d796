package io.github.waitgroup.spring;

import io.github.waitgroup.TaskInstrumentation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Instruments the groups with all that there is for that; where there is nothing, groups are left alone and pay nothing. */
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
        if (all.isEmpty()) {
            return;
        }
        groups.managed().stream().map(ManagedGroup::group).forEach(group -> {
            List<TaskInstrumentation> parts =
                    all.stream().map(each -> each.instrument(group)).toList();
            group.instrument(parts.size() == 1 ? parts.get(0) : new Parts(parts));
        });
    }

    /** Several instrumentations as one, the first of them outermost. */
    private record Parts(List<TaskInstrumentation> parts) implements TaskInstrumentation {

        @Override
        public Runnable onStart(String taskName, Runnable task) {
            Runnable instrumented = task;
            for (int i = parts.size() - 1; i >= 0; i--) {
                instrumented = parts.get(i).onStart(taskName, instrumented);
            }
            return instrumented;
        }

        @Override
        public void onEnd(Duration duration, @Nullable Duration reaction) {
            for (TaskInstrumentation part : parts) {
                try {
                    part.onEnd(duration, reaction);
                } catch (Throwable failure) { // the others must still be told
                    Thread thread = Thread.currentThread();
                    thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
                }
            }
        }
    }
}
