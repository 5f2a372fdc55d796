package io.github.waitgroup.spring.source.batch;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.job.AbstractJob;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Adds the tracking to all jobs and steps that are beans, and to the steps of such jobs. */
final class TrackedJobs implements BeanPostProcessor {

    private static final Logger logger = LoggerFactory.getLogger(TrackedJobs.class);

    private final Supplier<BatchSource> source;

    /** A step may be a bean, and belong to several jobs. */
    private final Set<AbstractStep> trackedSteps = Collections.synchronizedSet(
            Collections.newSetFromMap(new WeakHashMap<>())); // steps have the identity of objects

    /**
     * Creates the processor.
     *
     * @param source the source, which is looked up when the first job runs
     */
    TrackedJobs(Supplier<BatchSource> source) {
        this.source = source;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof AbstractJob job) {
            job.registerJobExecutionListener(new JobTracking(source));
            trackStepsOf(job);
        } else if (bean instanceof AbstractStep step) {
            track(step);
        }
        return bean;
    }

    /** Steps of a scope that is not active here are beans, and come by themselves. */
    private void trackStepsOf(AbstractJob job) {
        try {
            for (String name : job.getStepNames()) {
                if (job.getStep(name) instanceof AbstractStep step) {
                    track(step);
                }
            }
        } catch (RuntimeException scoped) {
            logger.debug("The steps of job '{}' are not known before it runs", job.getName(), scoped);
        }
    }

    private void track(AbstractStep step) {
        if (trackedSteps.add(step)) {
            step.registerStepExecutionListener(new StepTracking(step, source));
        }
    }
}
