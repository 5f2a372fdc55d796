package io.github.waitgroup.spring.source.scheduled;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.Ordered;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

/**
 * Makes the registrar of scheduled tasks hand each task over to its scheduler with the tracking around it. All
 * {@code @Scheduled} methods and all tasks of other configurers pass there, whatever their trigger and scheduler.
 */
final class ScheduledTaskTracking implements SchedulingConfigurer, Ordered, DisposableBean {

    private final ScheduledRuns runs;
    private final ReactiveRuns handler;

    ScheduledTaskTracking(ScheduledRuns runs) {
        this.runs = runs;
        this.handler = new ReactiveRuns(runs);
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

    @Override
    public void destroy() {
        handler.close();
    }

    /** After the configurers of the application, which may set the scheduler or the registry of observations. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
