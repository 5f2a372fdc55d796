package io.github.waitgroup.spring.worker;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.SmartApplicationListener;

/**
 * Tells the workers when the application is ready: when {@code SpringApplication} says so, or, in a context that it does not run,
 * when the context has been refreshed.
 */
final class ReadyListener implements SmartApplicationListener {

    private final ApplicationContext context;
    private final WorkerLifecycle workers;
    private final boolean runBySpringApplication;

    ReadyListener(ConfigurableApplicationContext context, WorkerLifecycle workers) {
        this.context = context;
        this.workers = workers;
        this.runBySpringApplication = // which then has its arguments as a bean
                context.getBeanFactory().getBeanNamesForType(ApplicationArguments.class, true, false).length > 0;
    }

    @Override
    public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
        return type == (runBySpringApplication ? ApplicationReadyEvent.class : ContextRefreshedEvent.class);
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        if (contextOf(event) == context) { // those of child contexts arrive here as well
            workers.applicationIsReady();
        }
    }

    private static ApplicationContext contextOf(ApplicationEvent event) {
        return event instanceof ApplicationReadyEvent ready
                ? ready.getApplicationContext()
                : ((ContextRefreshedEvent) event).getApplicationContext();
    }
}
