package io.github.waitgroup.spring.source.scheduled;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import java.lang.reflect.Method;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.scheduling.support.ScheduledTaskObservationContext;

/** The handler of the observations of reactive methods, whose runs last until the publisher ends. */
final class ReactiveRuns implements ObservationHandler<ScheduledTaskObservationContext> {

    private final ScheduledRuns runs;

    ReactiveRuns(ScheduledRuns runs) {
        this.runs = runs;
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof ScheduledTaskObservationContext scheduled && isReactive(scheduled.getMethod());
    }

    private static boolean isReactive(Method method) {
        return KotlinDetector.isSuspendingFunction(method)
                || ReactiveAdapterRegistry.getSharedInstance().getAdapter(method.getReturnType()) != null;
    }

    @Override
    public void onStart(ScheduledTaskObservationContext context) {
        ScheduledRun run = runs.beginning();
        if (run != null) {
            run.addPublisher(context);
            context.put(this, run);
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
