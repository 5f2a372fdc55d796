package io.github.waitgroup.spring.worker;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.spring.GroupRegistry;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** Finds the workers of this application context when its beans exist, and registers their lifecycle. */
final class WorkerRegistrar implements SmartInitializingSingleton {

    private final ConfigurableApplicationContext context;
    private final GroupRegistry groups;
    private final ObjectProvider<FailureHandler> failureHandler;
    private final DrainRehearsals rehearsals;
    private final PeriodicCalls calls;
    private final LateWorkers late;

    WorkerRegistrar(
            ConfigurableApplicationContext context,
            GroupRegistry groups,
            ObjectProvider<FailureHandler> failureHandler,
            DrainRehearsals rehearsals,
            PeriodicCalls calls,
            LateWorkers late) {
        this.context = context;
        this.groups = groups;
        this.failureHandler = failureHandler;
        this.rehearsals = rehearsals;
        this.calls = calls;
        this.late = late;
    }

    @Override
    public void afterSingletonsInstantiated() {
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        List<WorkerMethod> workers = WorkerMethod.allIn(beans);
        if (!workers.isEmpty()) {
            register(workers, beans);
        }
        late.begin();
    }

    private void register(List<WorkerMethod> workers, ConfigurableListableBeanFactory beans) {
        WorkerFactory factory = new WorkerFactory(beans, groups, failureHandler, rehearsals, calls);
        workers.forEach(factory::add);
        WorkerLifecycle lifecycle = new WorkerLifecycle(factory.all());
        // As a singleton, not as a definition, like the lifecycles of the groups: nothing can depend on it.
        beans.registerSingleton("groupWorkers.lifecycle", lifecycle);
        // Now, when all other listeners are known, so that this is the last: a listener that throws fails the start.
        context.addApplicationListener(new ReadyListener(context, lifecycle));
    }
}
