package io.github.waitgroup.spring.report;

import io.github.waitgroup.spring.ExitCode;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.WaitGroupProperties.Shutdown;
import io.github.waitgroup.spring.shutdown.GroupDrains;
import io.github.waitgroup.spring.shutdown.ShutdownSteps;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/** Has the close of this application context watched and recorded. Does nothing before it begins. */
final class ShutdownReporter implements SmartInitializingSingleton, ApplicationListener<ContextClosedEvent>, Ordered {

    private final ConfigurableApplicationContext context;
    private final GroupRegistry registry;
    private final GroupDrains drains;
    private final ShutdownSteps steps;
    private final ShutdownTimeline timeline;
    private final ShutdownClock clock;
    private final Shutdown settings;
    private final Destruction destruction;

    /** None before all singletons exist: a start may be broken off, and then no more beans are created. */
    private volatile Collection<ManagedGroup> groups = List.of();

    ShutdownReporter(
            ConfigurableApplicationContext context,
            GroupRegistry registry,
            GroupDrains drains,
            ShutdownSteps steps,
            ShutdownTimeline timeline,
            ShutdownClock clock,
            Shutdown settings,
            Destruction destruction) {
        this.context = context;
        this.registry = registry;
        this.drains = drains;
        this.steps = steps;
        this.timeline = timeline;
        this.clock = clock;
        this.settings = settings;
        this.destruction = destruction;
    }

    @Override
    public void afterSingletonsInstantiated() {
        groups = registry.managed();
        if (settings.uncleanExitCode() != null) {
            ExitCode.registerForUnclean();
        }
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) { // those of child contexts arrive here as well
            Application application = new Application(
                    String.valueOf(context.getId()), groups, singletons(), drains, steps, timeline, clock, settings);
            Watch watch = Watch.OF_JVM;
            Closing closing = new Closing(application, new TerminationFile(settings.terminationMessage()), watch);
            timeline.onEvent(closing::happened);
            destruction.surround(closing::destroysBeans, () -> end(closing, watch));
            watch.begin(closing);
        }
    }

    private static void end(Closing closing, Watch watch) {
        try {
            closing.end();
        } finally {
            watch.end(closing);
        }
    }

    /** The beans that exist: once they are destroyed, Spring knows them no more. */
    private Map<String, Object> singletons() {
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        Map<String, Object> singletons = new LinkedHashMap<>();
        for (String name : beans.getSingletonNames()) {
            Object bean = beans.getSingleton(name);
            if (bean != null) {
                singletons.put(name, bean);
            }
        }
        return singletons;
    }

    /** After the clock and the early signals. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE + 2;
    }
}
