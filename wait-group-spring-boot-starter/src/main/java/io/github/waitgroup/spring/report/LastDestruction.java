package io.github.waitgroup.spring.report;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.core.PriorityOrdered;

/**
 * The end of the destruction of the beans. Spring destroys beans in the reverse of the order in which they were
 * registered for it, so what is registered before all of them is destroyed last.
 */
final class LastDestruction implements BeanFactoryPostProcessor, PriorityOrdered {

    private static final String NAME = LastDestruction.class.getName() + ".end";

    private volatile Runnable action = () -> {};

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        if (beans instanceof DefaultSingletonBeanRegistry registry) {
            registry.registerDisposableBean(NAME, () -> action.run());
        }
    }

    /** First of all: other post-processors may create beans. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    /** Sets the one action that follows the destruction of the beans, in the thread that closes the context. */
    void then(Runnable action) {
        this.action = action;
    }
}
