package io.github.waitgroup.spring.report;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.core.PriorityOrdered;

/**
 * The destruction of the beans, whose begin and end Spring does not announce. It destroys beans in the reverse of the
 * order in which they were registered for it. So what is registered before all of them is destroyed last, and what is
 * registered when the close begins is destroyed first.
 */
final class Destruction implements BeanFactoryPostProcessor, PriorityOrdered {

    private static final String NAME = Destruction.class.getName();

    private volatile @Nullable DefaultSingletonBeanRegistry registry;
    private volatile Runnable end = () -> {};

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        if (beans instanceof DefaultSingletonBeanRegistry known) {
            known.registerDisposableBean(NAME + ".end", () -> end.run());
            registry = known;
        }
    }

    /** First of all: other post-processors may create beans. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    /**
     * Sets the actions that surround the destruction, when the close begins. They run in the thread that closes the
     * context.
     */
    void surround(Runnable before, Runnable after) {
        end = after;
        DefaultSingletonBeanRegistry known = registry;
        if (known != null) {
            known.registerDisposableBean(NAME + ".begin", before::run);
        }
    }
}
