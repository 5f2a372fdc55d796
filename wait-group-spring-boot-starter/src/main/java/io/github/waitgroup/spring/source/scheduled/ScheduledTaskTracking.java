package io.github.waitgroup.spring.source.scheduled;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.core.Ordered;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

/**
 * Makes the registrar of scheduled tasks hand each task over to its scheduler with the tracking around it. All
 * {@code @Scheduled} methods and all tasks of other configurers pass there, whatever their trigger and scheduler.
 */
final class ScheduledTaskTracking implements SchedulingConfigurer, Ordered {

    private final ScheduledRuns runs;

    ScheduledTaskTracking(ScheduledRuns runs) {
        this.runs = runs;
    }

    @Override
    public void configureTasks(ScheduledTaskRegistrar registrar) {
        TaskScheduler scheduler = registrar.getScheduler();
        if (scheduler == null) {
            return; // the registrar makes one of its own later on
        }
        registrar.setTaskScheduler(new TrackedTaskScheduler(scheduler, runs));
        if (ReactiveAdapterRegistry.getSharedInstance().hasAdapters()) {
            trackReactiveRuns(registrar);
        }
    }

    /** Spring has one hook for the end of a reactive run, which is its observation. */
    private void trackReactiveRuns(ScheduledTaskRegistrar registrar) {
        ReactiveRuns handler = new ReactiveRuns(runs);
        ObservationRegistry registry = registrar.getObservationRegistry();
        if (registry != null && !registry.isNoop()) {
            registry.observationConfig().observationHandler(handler);
        } else {
            ObservationRegistry own = ObservationRegistry.create();
            own.observationConfig()
                    .observationPredicate((name, context) -> handler.supportsContext(context))
                    .observationHandler(handler);
            registrar.setObservationRegistry(own);
        }
    }

    /** After the configurers of the application, which may set the scheduler or the registry of observations. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
