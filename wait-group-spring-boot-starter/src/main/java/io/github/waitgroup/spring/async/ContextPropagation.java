package io.github.waitgroup.spring.async;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;

/** Carries the MDC and whatever is registered for propagation, such as the current observation with its trace. */
final class ContextPropagation implements ContextCarrier {

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

    @Override
    public Runnable carry(Runnable task) {
        return mdc.captureAll().wrap(registered.captureAll().wrap(task));
    }
}
