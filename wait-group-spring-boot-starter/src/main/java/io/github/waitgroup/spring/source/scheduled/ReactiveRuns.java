package io.github.waitgroup.spring.source.scheduled;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.scheduling.support.ScheduledTaskObservationContext;

/**
 * The handler of the observations of reactive methods, whose runs last until the publisher ends. A registry keeps its
 * handlers for ever, and may outlive the application context.
 */
final class ReactiveRuns implements ObservationHandler<ScheduledTaskObservationContext> {

    private static final Logger logger = LoggerFactory.getLogger(ReactiveRuns.class);

    /** Null once the application context is closed, which they lead to. */
    private volatile @Nullable ScheduledRuns runs;

    ReactiveRuns(ScheduledRuns runs) {
        this.runs = runs;
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return runs != null
                && context instanceof ScheduledTaskObservationContext scheduled
                && isReactive(scheduled.getMethod());
    }

    private static boolean isReactive(Method method) {
        return KotlinDetector.isSuspendingFunction(method)
                || ReactiveAdapterRegistry.getSharedInstance().getAdapter(method.getReturnType()) != null;
    }

    /** Runs that have begun last until their publishers end; no others begin. */
    void close() {
        runs = null;
    }

    /** Nothing may leave this method: the method would not run. */
    @Override
    public void onStart(ScheduledTaskObservationContext context) {
        try {
            ScheduledRuns current = runs;
            ScheduledRun run = current == null ? null : current.beginning();
            if (run != null && context.get(this) == null) {
                begin(context, run);
            }
        } catch (Throwable failure) {
            warn(context, failure);
        }
    }

    private void begin(ScheduledTaskObservationContext context, ScheduledRun run) {
        run.addPublisher(context);
        boolean isKnown = false;
        try {
            context.put(this, run);
            isKnown = true;
        } finally {
            if (!isKnown) {
                run.end(true);
            }
        }
    }

    private static void warn(ScheduledTaskObservationContext context, Throwable failure) {
        try {
            logger.warn("The run of {} ends with its method, and not with what that returns", context, failure);
        } catch (Throwable noLog) {
            // the memory or the stack that the task has lacked
        }
    }

    @Override
    public void onStop(ScheduledTaskObservationContext context) {
        ScheduledRun run = context.get(this);
        if (run != null) {
            context.remove(this);
            run.end(context.getError() == null);
        }
    }
}
