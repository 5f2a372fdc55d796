package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.ManagedGroup;
import java.util.Collection;

/**
 * An observer of a shutdown in which Spring does not close the application: only its groups drain. Public for the
 * packages of the starter only.
 */
public interface ShutdownObserver {

    /**
     * Called before the first group is signalled, in the thread of the shutdown.
     *
     * @param groups the groups that drain
     * @param drains their drains
     */
    void begins(Collection<ManagedGroup> groups, GroupDrains drains);

    /** Called when the groups have drained or have had their time, in the same thread. */
    void ends();
}
