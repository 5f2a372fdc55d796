package io.github.waitgroup.spring.async;

import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.AsyncConfigurer;

/**
 * The hint, at start-up, that the application's {@code @Async} methods run in Boot's executor of virtual threads, which
 * does not wait for them at shutdown. Executors that the application has chosen itself get no hint.
 */
final class UnprotectedAsyncMethods implements SmartInitializingSingleton {

    private static final Logger logger = LoggerFactory.getLogger(UnprotectedAsyncMethods.class);

    private static final String EXECUTOR = TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME;

    private static final String CONFIGURER_OF_BOOT = EXECUTOR + "AsyncConfigurer";

    private final ListableBeanFactory beans;
    private final AsyncMethodNames methods;

    UnprotectedAsyncMethods(ListableBeanFactory beans, AsyncMethodNames methods) {
        this.beans = beans;
        this.methods = methods;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (methods.areThere() && isExecutorOfBoot() && !hasDecorator()) {
            logger.info("@Async methods run in virtual threads, and a shutdown drops those that have not ended."
                    + " Set wait-group.async.enabled=true: then it waits for them");
        }
    }

    private boolean isExecutorOfBoot() {
        return beans.containsBean(EXECUTOR)
                && beans.isTypeMatch(EXECUTOR, SimpleAsyncTaskExecutor.class)
                && Set.of(CONFIGURER_OF_BOOT).containsAll(Set.of(beans.getBeanNamesForType(AsyncConfigurer.class)));
    }

    private boolean hasDecorator() {
        return beans.getBeanNamesForType(GroupTaskDecorator.class).length > 0;
    }
}
