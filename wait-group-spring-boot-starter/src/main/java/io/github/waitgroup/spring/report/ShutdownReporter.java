package io.github.waitgroup.spring.report;

import io.github.waitgroup.spring.ExitCode;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.WaitGroupProperties.Shutdown;
import io.github.waitgroup.spring.shutdown.GroupDrains;
import io.github.waitgroup.spring.shutdown.ShutdownKind;
import io.github.waitgroup.spring.shutdown.ShutdownObserver;
import io.github.waitgroup.spring.shutdown.ShutdownSteps;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.Ordered;

/**
 * The reporter of the shutdown of this application context: from its begin on, it is watched and recorded, whether
 * Spring closes the context, its start fails, or the JVM ends without a close.
 */
final class ShutdownReporter
        implements SmartInitializingSingleton, ApplicationListener<ApplicationContextEvent>, ShutdownObserver, Ordered {

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

    /** The latest; null until the shutdown begins. */
    private volatile @Nullable Closing closing;

    /** The latest that is no close; null before it begins, and after its end. */
    private volatile @Nullable Closing drain;

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
        if (settings.uncleanExitCode() != null) {
            ExitCode.registerForUnclean();
        }
    }

    @Override
    public void afterSingletonsInstantiated() {
        groups = registry.managed();
    }

    @Override
    public void onApplicationEvent(ApplicationContextEvent event) {
        if (event.getApplicationContext() != context) { // those of child contexts arrive here as well
            return;
        }
        if (event instanceof ContextRefreshedEvent && settings.uncleanExitCode() != null) {
            ExitCode.noteThreads();
        }
        if (event instanceof ContextClosedEvent) {
            Closing begun = begin(ShutdownKind.CLOSE, groups);
            destruction.surround(begun::destroysBeans, () -> end(begun));
        }
    }

    /** Does nothing while a close lasts: that is watched already, and its own end is recorded. */
    @Override
    public void begins(ShutdownKind kind, Collection<ManagedGroup> draining) {
        Closing current = closing;
        if (current == null || current.hasEnded()) {
            drain = begin(kind, draining);
        }
    }

    private Closing begin(ShutdownKind kind, Collection<ManagedGroup> draining) {
        ClosingApplication application = new ClosingApplication(
                String.valueOf(context.getId()), draining, singletons(), drains, steps, timeline, clock, settings);
        Closing begun =
                new Closing(kind, application, new TerminationFile(settings.terminationMessage()), Watch.OF_JVM);
        Closing before = closing; // not null if a close was announced that did not come
        if (before != null) {
            Watch.OF_JVM.end(before);
        }
        closing = begun;
        timeline.onEvent(begun::happened);
        Watch.OF_JVM.begin(begun);
        return begun;
    }

    @Override
    public void ends() {
        Closing begun = drain;
        if (begun != null) {
            drain = null;
            end(begun);
        }
    }

    private static void end(Closing begun) {
        try {
            begun.end();
        } finally {
            Watch.OF_JVM.end(begun);
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
