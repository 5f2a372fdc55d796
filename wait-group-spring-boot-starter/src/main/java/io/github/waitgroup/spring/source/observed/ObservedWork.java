package io.github.waitgroup.spring.source.observed;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;

/**
 * The observations of chosen names, as tasks of a group from their start to their stop. They are never refused: what
 * they observe has begun. An observation within one that is a task already belongs to that task.
 */
final class ObservedWork implements ObservationHandler<Observation.Context>, DisposableBean {

    /*
     * All observations of the application come here, and the code that they observe runs in between. So no exception
     * leaves a method. The name of an observation is known when it starts, and not when a handler is chosen for it.
     *
     * The context refers to the task, and the task does not refer to the context: it ends with the context if that is
     * never stopped.
     *
     * A registry may be shared with other application contexts, each of which has its handler there. So the key of a
     * task is the handler itself. A registry keeps its handlers for ever, also those of contexts that have been closed.
     */

    private static final Logger logger = LoggerFactory.getLogger(ObservedWork.class);

    private final ObservedNames names;
    private final AtomicBoolean hasReported = new AtomicBoolean();

    private volatile boolean registered;

    /** Null once the application context is closed, which it leads to. */
    private volatile @Nullable Group group;

    ObservedWork(Group group, ObservedNames names) {
        this.group = group;
        this.names = names;
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        if (context instanceof Probe) {
            registered = true;
            return false;
        }
        return group != null;
    }

    /** A handler that was registered twice gets each start twice. */
    @Override
    public void onStart(Observation.Context context) {
        Group current = group;
        String name = context.getName();
        if (current != null && name != null && names.contain(name) && context.get(this) == null) {
            try {
                start(context, name, current);
            } catch (Throwable failure) {
                report(failure);
            }
        }
    }

    private void start(Observation.Context context, String name, Group group) {
        ObservedTask task = within(context);
        boolean isKnown = false;
        try {
            if (task == null) {
                Membership membership = group.adopt(taskName(context, name));
                task = new ObservedTask(membership);
                membership.endWithOwner(context);
            }
            context.put(this, task);
            isKnown = true;
        } finally {
            if (task != null && !isKnown) {
                task.stop(true);
            }
        }
    }

    /** The observation as a part of the task of one around it; null if there is none. */
    private @Nullable ObservedTask within(Observation.Context context) {
        ObservationView parent = context.getParentObservation();
        while (parent != null) {
            Observation.ContextView around = parent.getContextView();
            ObservedTask task = around.get(this);
            ObservedTask within = task == null ? null : task.within();
            if (within != null) {
                return within;
            }
            parent = around.getParentObservation();
        }
        return null;
    }

    /** The contextual name may have many values, which matters for tags, and not for the list of tasks. */
    private static String taskName(Observation.Context context, String name) {
        String contextual = context.getContextualName();
        return contextual == null ? name : name + " " + contextual;
    }

    @Override
    public void onScopeOpened(Observation.Context context) {
        ObservedTask task = context.get(this);
        if (task != null) {
            try {
                OpenScope.open(task);
            } catch (Throwable failure) {
                report(failure);
            }
        }
    }

    @Override
    public void onScopeClosed(Observation.Context context) {
        ObservedTask task = context.get(this);
        if (task != null) {
            try {
                OpenScope.close(task);
            } catch (Throwable failure) {
                report(failure);
            }
        }
    }

    /** The thread leaves all scopes that it is in. */
    @Override
    @SuppressWarnings("deprecation") // nobody is to call it any more, and Micrometer still does
    public void onScopeReset(Observation.Context context) {
        try {
            OpenScope.closeAll();
        } catch (Throwable failure) {
            report(failure);
        }
    }

    @Override
    public void onStop(Observation.Context context) {
        ObservedTask task = context.get(this);
        if (task != null) {
            try {
                stop(context, task);
            } catch (Throwable failure) {
                report(failure);
            }
        }
    }

    private void stop(Observation.Context context, ObservedTask task) {
        if (context.remove(this) == task) { // not for the second of two stops
            task.stop(context.getError() != null);
        }
    }

    /** Observations that have started are tasks until they stop; no others begin. */
    @Override
    public void destroy() {
        group = null;
    }

    /**
     * Whether observations of a registry come here, which is asked with an observation that is not started. The answer
     * is also no where a predicate hides that one.
     */
    boolean isRegistered(ObservationRegistry registry) {
        registered = false;
        Observation.createNotStarted("wait.group.probe", Probe::new, registry);
        return registered;
    }

    private void report(Throwable failure) {
        try {
            if (hasReported.compareAndSet(false, true)) {
                logger.warn("An observation could not be tracked. Other failures of this kind are not logged", failure);
            }
        } catch (Throwable noLog) {
            hasReported.set(true);
        }
    }

    /** The context of an observation that never starts. */
    private static final class Probe extends Observation.Context {}
}
