package io.github.waitgroup.spring;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Forwards failures to the {@link FailureHandler} bean, which is created after the groups so that it may inject them.
 * Until all singletons exist, the first failure creates it.
 *
 * <p>Two handlers of which none is primary fail the start.
 */
final class FailureReporter implements SmartInitializingSingleton {

    private final ObjectProvider<FailureHandler> provider;

    private volatile @Nullable FailureHandler handler;

    FailureReporter(ObjectProvider<FailureHandler> provider) {
        this.provider = provider;
    }

    @Override
    public void afterSingletonsInstantiated() {
        handler = provider.getObject();
    }

    /**
     * Notifies the handler, in the thread of the task. If there is no handler because the start has failed, logs the
     * failure.
     */
    void report(Group group, ActiveTask task, Throwable failure) {
        FailureHandler known = handler;
        (known != null ? known : find()).onFailure(group, task, failure);
    }

    private FailureHandler find() {
        try {
            return provider.getObject();
        } catch (BeansException startHasFailed) {
            return new LoggingFailureHandler();
        }
    }
}
