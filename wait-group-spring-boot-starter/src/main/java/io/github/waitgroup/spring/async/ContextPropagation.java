package io.github.waitgroup.spring.async;

import io.github.waitgroup.Group;
import io.github.waitgroup.TaskInstrumentation;
import io.github.waitgroup.spring.GroupInstrumentation;
import io.github.waitgroup.spring.WaitGroupProperties.Async;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import org.springframework.core.Ordered;

/**
 * Carries the MDC and whatever is registered for propagation, such as the current observation with its trace, into the tasks of
 * one group. Around whatever else sees those tasks begin, so that an observation of the task itself is the innermost.
 */
final class ContextPropagation implements GroupInstrumentation, TaskInstrumentation, Ordered {

    /*
     * The MDC has a registry of its own: nobody registers it with the one that all share, and to do so would change what other
     * libraries carry. It is put in place first, because a trace writes its ids into the MDC when it is, and takes them out
     * again.
     */

    private final ContextSnapshotFactory mdc = ContextSnapshotFactory.builder()
            .contextRegistry(new ContextRegistry().registerThreadLocalAccessor(new Slf4jThreadLocalAccessor()))
            .build();

    private final ContextSnapshotFactory registered =
            ContextSnapshotFactory.builder().build();

    private final Async async;

    ContextPropagation(Async async) {
        this.async = async;
    }

    @Override
    public TaskInstrumentation instrument(Group candidate) {
        return async.isIn(candidate) ? this : new TaskInstrumentation() {};
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public Runnable onStart(String taskName, Runnable task) {
        return mdc.captureAll().wrap(registered.captureAll().wrap(task));
    }
}
