package io.github.waitgroup.spring.worker;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.SmartApplicationListener;

/**
 * The listener that starts the workers when the application is ready. The event is that of {@code SpringApplication},
 * or, in a context that it does not run, the end of the refresh.
 */
final class ReadyListener implements SmartApplicationListener {

    private final ApplicationContext context;
    private final WorkerLifecycle workers;
    private final boolean runBySpringApplication;

    ReadyListener(ConfigurableApplicationContext context, WorkerLifecycle workers) {
        this.context = context;
        this.workers = workers;
        this.runBySpringApplication = // its arguments are a bean then
                context.getBeanFactory().getBeanNamesForType(ApplicationArguments.class, true, false).length > 0;
    }

    @Override
    public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
        return type == (runBySpringApplication ? ApplicationReadyEvent.class : ContextRefreshedEvent.class);
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        if (contextOf(event) == context) { // events of child contexts arrive here as well
            workers.applicationIsReady();
        }
    }

    private static ApplicationContext contextOf(ApplicationEvent event) {
        return event instanceof ApplicationReadyEvent ready
                ? ready.getApplicationContext()
                : ((ContextRefreshedEvent) event).getApplicationContext();
    }
}
