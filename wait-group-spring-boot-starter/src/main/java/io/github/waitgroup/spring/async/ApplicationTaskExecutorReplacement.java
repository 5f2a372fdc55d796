package io.github.waitgroup.spring.async;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.MethodMetadata;

/**
 * The replacement of Boot's {@code applicationTaskExecutor} by a {@link GroupTaskExecutor}.
 *
 * <p>Whether there is an {@code applicationTaskExecutor}, and what uses it, Boot decides by the executors of the
 * application and {@code spring.task.execution.mode}. An executor of the application is left alone.
 */
final class ApplicationTaskExecutorReplacement implements ImportBeanDefinitionRegistrar {

    private static final Logger logger = LoggerFactory.getLogger(ApplicationTaskExecutorReplacement.class);

    private static final String NAME = TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME;

    private static final String BOOT = TaskExecutionAutoConfiguration.class.getPackageName() + ".";

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        if (isInherited(registry)) {
            return;
        }
        if (!registry.containsBeanDefinition(NAME) || !isBoots(registry.getBeanDefinition(NAME))) {
            logger.warn(
                    "wait-group.async.enabled has no effect: the application has executors of its own, so Spring Boot"
                            + " creates no " + NAME
                            + ". Give them a GroupTaskDecorator, or set spring.task.execution.mode=force to"
                            + " have both");
            return;
        }
        registry.removeBeanDefinition(NAME);
        RootBeanDefinition replacement = new RootBeanDefinition(GroupTaskExecutor.class);
        replacement.setDescription("executor of the group named by wait-group.async.group");
        registry.registerBeanDefinition(NAME, replacement);
    }

    /** Whether the executor of the parent context is used here as well. */
    private static boolean isInherited(BeanDefinitionRegistry registry) {
        return registry instanceof ConfigurableBeanFactory beans
                && !beans.containsLocalBean(NAME)
                && beans.containsBean(NAME);
    }

    private static boolean isBoots(BeanDefinition definition) {
        MethodMetadata method =
                definition instanceof AnnotatedBeanDefinition annotated ? annotated.getFactoryMethodMetadata() : null;
        return method != null && method.getDeclaringClassName().startsWith(BOOT);
    }
}
