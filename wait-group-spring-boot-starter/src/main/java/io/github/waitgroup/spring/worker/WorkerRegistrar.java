package io.github.waitgroup.spring.worker;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.WorkerCalls;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** Makes the workers out of the beans of this application context, when those exist. */
final class WorkerRegistrar implements SmartInitializingSingleton {

    private final ConfigurableApplicationContext context;
    private final GroupRegistry groups;
    private final ObjectProvider<FailureHandler> failureHandler;
    private final DrainRehearsals rehearsals;
    private final WorkerCalls calls;
    private final LateWorkers late;

    WorkerRegistrar(
            ConfigurableApplicationContext context,
            GroupRegistry groups,
            ObjectProvider<FailureHandler> failureHandler,
            DrainRehearsals rehearsals,
            WorkerCalls calls,
            LateWorkers late) {
        this.late = late;
        this.calls = calls;
        this.rehearsals = rehearsals;
        this.context = context;
        this.groups = groups;
        this.failureHandler = failureHandler;
    }

    @Override
    public void afterSingletonsInstantiated() {
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        List<WorkerMethod> declarations = WorkerMethod.allIn(beans);
        if (!declarations.isEmpty()) {
            manage(declarations, beans);
        }
        late.begin();
    }

    private void manage(List<WorkerMethod> declarations, ConfigurableListableBeanFactory beans) {
        WorkerFactory workers = new WorkerFactory(beans, groups, failureHandler, rehearsals, calls);
        declarations.forEach(workers::add);
        WorkerLifecycle lifecycle = new WorkerLifecycle(workers.all());
        // As a singleton, not as a definition, like those of the groups: nothing can depend on it.
        beans.registerSingleton("groupWorkers.lifecycle", lifecycle);
        // Now, when all other listeners are known, so that it is the last: one that throws fails the start.
        context.addApplicationListener(new ReadyListener(context, lifecycle));
    }
}
