package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.ManagedGroup;
import java.util.Collection;

/**
 * An observer of a shutdown that is no close: only the groups drain. Public for the packages of the starter only.
 */
public interface ShutdownObserver {

    /**
     * Called before the first group is signalled, in the thread of the shutdown.
     *
     * @param kind the kind of shutdown, not {@link ShutdownKind#CLOSE}
     * @param groups the groups that drain
     */
    void begins(ShutdownKind kind, Collection<ManagedGroup> groups);

    /** Called when the groups have drained or have had their time, in the same thread. */
    void ends();
}
