package io.github.waitgroup.spring.observation;

import io.github.waitgroup.Group;
import io.github.waitgroup.TaskInstrumentation;
import io.github.waitgroup.ThrowingRunnable;
import io.github.waitgroup.spring.GroupInstrumentation;
import io.github.waitgroup.spring.WaitGroupProperties.Async;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import java.util.List;
import org.springframework.core.Ordered;

/**
 * The context that a task takes over from the thread that starts it: all values that are registered for propagation,
 * such as the current observation with its trace. The tasks of Spring's own asynchrony take over the MDC as well.
 */
final class ContextPropagation implements GroupInstrumentation, Ordered {

    /*
     * The MDC has a registry of its own. It is not in the registry that all libraries share, and to put it there would
     * change what other libraries carry. It is put in place first, because a trace writes its ids into the MDC when it
     * is put in place, and takes them out again.
     *
     * What the starting thread is in flight with is not carried: the task is in flight by itself.
     */

    private final ContextSnapshotFactory mdc = ContextSnapshotFactory.builder()
            .contextRegistry(new ContextRegistry().registerThreadLocalAccessor(new Slf4jThreadLocalAccessor()))
            .build();

    private final ContextSnapshotFactory registered = ContextSnapshotFactory.builder()
            .captureKeyPredicate(key -> !InFlightAccessor.KEY.equals(key))
            .build();

    private final Async async;
    private final boolean ofAllGroups;

    /**
     * Creates the propagation.
     *
     * @param async the settings of Spring's own asynchrony
     * @param ofAllGroups whether the tasks of other groups take part
     */
    ContextPropagation(Async async, boolean ofAllGroups) {
        this.async = async;
        this.ofAllGroups = ofAllGroups;
    }

    @Override
    public TaskInstrumentation instrument(Group group) {
        if (async.isOfBoot(group)) {
            return new Carrying(List.of(registered, mdc));
        }
        return new Carrying(ofAllGroups ? List.of(registered) : List.of());
    }

    /** Around all others: what they do belongs to the trace, and an observation of the task itself is the innermost. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    /** @param contexts the contexts that are carried, put in place in the reverse order */
    private record Carrying(List<ContextSnapshotFactory> contexts) implements TaskInstrumentation {

        @Override
        public ThrowingRunnable<?> onStart(String taskName, ThrowingRunnable<?> task) {
            ThrowingRunnable<?> carrying = task;
            for (ContextSnapshotFactory context : contexts) {
                carrying = within(context.captureAll(), carrying);
            }
            return carrying;
        }

        @SuppressWarnings("try") // the scope is needed for its end alone
        private static ThrowingRunnable<?> within(ContextSnapshot context, ThrowingRunnable<?> task) {
            return () -> {
                try (ContextSnapshot.Scope scope = context.setThreadLocals()) {
                    task.run();
                }
            };
        }
    }
}
