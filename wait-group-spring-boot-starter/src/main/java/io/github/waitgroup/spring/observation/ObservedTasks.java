package io.github.waitgroup.spring.observation;

import io.github.waitgroup.Group;
import io.github.waitgroup.TaskInstrumentation;
import io.github.waitgroup.ThrowingRunnable;
import io.github.waitgroup.spring.GroupInstrumentation;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;

/**
 * The observations of tasks that are started. Each is called {@code wait.group.task}, and has the key {@code group}
 * and, of high cardinality, {@code task}. Its parent is the observation in the thread that starts the task. Work that
 * is {@linkplain Group#enrol enrolled}, such as a request, is observed by whatever runs it.
 */
final class ObservedTasks implements GroupInstrumentation {

    static final String NAME = "wait.group.task";

    private final ObservationRegistry registry;

    ObservedTasks(ObservationRegistry registry) {
        this.registry = registry;
    }

    @Override
    public TaskInstrumentation instrument(Group group) {
        KeyValue groupName = KeyValue.of("group", group.name());
        String contextualName = "task of " + group.name();
        return new TaskInstrumentation() {

            @Override
            public ThrowingRunnable<?> onStart(String taskName, ThrowingRunnable<?> task) {
                Observation observation = Observation.createNotStarted(NAME, registry)
                        .contextualName(contextualName)
                        .lowCardinalityKeyValue(groupName)
                        .highCardinalityKeyValue("task", taskName)
                        .parentObservation(registry.getCurrentObservation());
                return () -> observation.observeChecked(task::run);
            }
        };
    }
}
