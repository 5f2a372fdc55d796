package io.github.waitgroup.spring.source.quartz;

import io.github.waitgroup.Group;
import java.util.function.Supplier;
import org.quartz.ListenerManager;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.scheduling.quartz.SchedulerFactoryBean;

/** Adds the tracking of jobs to each scheduler, before it is started. */
final class TrackedSchedulers implements BeanPostProcessor {

    private final QuartzJobTracking tracking;

    /**
     * Creates the processor.
     *
     * @param group the group of the jobs, which is looked up when the first job runs
     */
    TrackedSchedulers(Supplier<Group> group) {
        this.tracking = new QuartzJobTracking(group);
    }

    /** The factory comes here even if nobody ever asks for its scheduler. */
    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        try {
            if (bean instanceof SchedulerFactoryBean factory) {
                track(factory.getScheduler());
            } else if (bean instanceof Scheduler scheduler) {
                track(scheduler);
            }
        } catch (SchedulerException e) {
            throw new BeanCreationException(beanName, "cannot add a listener to the scheduler", e);
        }
        return bean;
    }

    private void track(Scheduler scheduler) throws SchedulerException {
        ListenerManager listeners = scheduler.getListenerManager();
        if (listeners.getJobListener(tracking.getName()) == null) {
            listeners.addJobListener(tracking);
        }
    }
}
