package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.Group;
import io.github.waitgroup.GroupSet;
import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.WaitGroupProperties;
import io.github.waitgroup.spring.WaitGroupProperties.Async;
import io.github.waitgroup.spring.WaitGroupProperties.Shutdown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The groups of an application context that no lifecycle drains. They drain here, in the order of their phases, those
 * of one phase side by side, and all of them within the budget:
 *
 * <ul>
 *   <li>if the start fails, right before the first of them is destroyed. Without it, Spring would close them, which
 *       takes up to the core's time-out for each;
 *   <li>if the JVM ends and nobody closes the context, in an {@link ExitHook}. Without it, their tasks would vanish.
 * </ul>
 *
 * <p>No {@link GroupDrainedEvent} is published: its listeners may not exist yet, or may be destroyed already.
 */
final class UndrainedGroups implements DestructionAwareBeanPostProcessor {

    private final ConfigurableApplicationContext context;

    /** The same groups, which drain as one. */
    private final GroupSet set = new GroupSet();

    /** The groups that Spring has created, with the names of their beans. */
    private final Map<Group, String> groups = new ConcurrentHashMap<>();

    /** Held during a drain: a second one waits for it, and finds nothing to do. */
    private final ReentrantLock draining = new ReentrantLock();

    /** Null until the first group is created. */
    private final AtomicReference<@Nullable Means> means = new AtomicReference<>();

    UndrainedGroups(ConfigurableApplicationContext context) {
        this.context = context;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean instanceof Group group) {
            groups.putIfAbsent(group, beanName);
            set.add(group); // before it has any task, and so before it is known to anybody
            prepare();
        }
        return bean;
    }

    /** The groups of the application context, as they drain together. */
    GroupSet groupSet() {
        return set;
    }

    private void prepare() {
        if (means.get() == null) {
            Shutdown settings = context.getBean(WaitGroupProperties.class).shutdown();
            Duration time = settings.gracePeriod().minus(settings.preStop());
            ExitHook hook = new ExitHook(
                    context,
                    context.getBean(ShutdownClock.class),
                    time.minus(settings.timeout()),
                    time,
                    this::drainAtExit);
            Means created = Means.of(context.getBeanFactory(), hook);
            if (means.compareAndSet(null, created)) {
                created.hook.register();
            }
        }
    }

    @Override
    public boolean requiresDestruction(Object bean) {
        return bean instanceof Group;
    }

    @Override
    public void postProcessBeforeDestruction(Object bean, String beanName) {
        Means known = means.get();
        if (known != null
                && bean instanceof Group
                && (!context.isRunning() || known.budget.clock().isClosing())) {
            drain(known, ShutdownKind.FAILED_START);
            known.hook.release();
        }
    }

    private void drainAtExit() {
        Means known = means.get();
        if (known != null) {
            drain(known, ShutdownKind.JVM_EXIT);
        }
    }

    private static void begin(Means known, ShutdownKind kind, List<ManagedGroup> groups) {
        known.budget.clock().start();
        known.observers.forEach(observer -> observer.begins(kind, groups));
        if (kind == ShutdownKind.JVM_EXIT) {
            String message =
                    "The JVM ends, and Spring does not close the application: its groups may take " + known.budget;
            known.drains.timeline().record(ShutdownEvent.CLOSE, message);
        }
    }

    /** Drains the groups that have not stopped, if there are any. */
    private void drain(Means known, ShutdownKind kind) {
        boolean interrupted = Thread.interrupted(); // it ended the start: the drain must not be cut short by it
        draining.lock();
        try {
            List<ManagedGroup> undrained = undrained(known.registry);
            if (!undrained.isEmpty()) {
                begin(known, kind, undrained);
                JointDrain all = new JointDrain(set, known.async::isOfBoot);
                undrained.forEach(each -> all.expect(each.group(), each.phase()));
                drain(
                        known.budget,
                        undrained.stream()
                                .map(managed -> new GroupLifecycle(managed, known.budget, known.drains, all))
                                .toList());
                known.observers.forEach(ShutdownObserver::ends);
            }
        } finally {
            draining.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<ManagedGroup> undrained(GroupRegistry registry) {
        return groups.entrySet().stream()
                .filter(entry -> entry.getKey().state() != Group.State.STOPPED)
                .map(entry -> registry.managed(entry.getValue(), entry.getKey()))
                .toList();
    }

    private static void drain(ShutdownBudget budget, List<GroupLifecycle> lifecycles) {
        SortedMap<Integer, List<GroupLifecycle>> phases = new TreeMap<>(Collections.reverseOrder());
        for (GroupLifecycle lifecycle : lifecycles) {
            phases.computeIfAbsent(lifecycle.getPhase(), phase -> new ArrayList<>())
                    .add(lifecycle);
        }
        budget.share(
                new PhaseShares(
                        budget.total(),
                        Duration.ZERO,
                        phases.values().stream().map(UndrainedGroups::need).toList()),
                phase -> true);
        lifecycles.forEach(GroupLifecycle::signalEarly);
        phases.forEach((phase, inPhase) -> {
            budget.begin(phase, inPhase.stream().map(GroupLifecycle::beanName).toList());
            inPhase.forEach(each -> each.stop(() -> {}));
            Duration longest =
                    inPhase.stream().map(GroupLifecycle::longestWait).reduce(Duration.ZERO, Durations::longer);
            inPhase.forEach(each -> each.awaitDrain(longest)); // one that is idle waits for the others
        });
        budget.steps().end();
    }

    private static PhaseShares.Need need(List<GroupLifecycle> phase) {
        Duration longest = phase.stream().map(GroupLifecycle::timeout).reduce(Duration.ZERO, Durations::longer);
        return new PhaseShares.Need(phase.get(0).getPhase(), longest, true);
    }

    /** Looked up when the first group is created: once a start has failed, Spring creates no more beans. */
    private record Means(
            GroupRegistry registry,
            Async async,
            ShutdownBudget budget,
            GroupDrains drains,
            List<ShutdownObserver> observers,
            ExitHook hook) {

        static Means of(ListableBeanFactory beans, ExitHook hook) {
            // Not a provider's stream: it would create factories of the application this early.
            List<ShutdownObserver> observers = Arrays.stream(
                            beans.getBeanNamesForType(ShutdownObserver.class, true, false))
                    .map(name -> beans.getBean(name, ShutdownObserver.class))
                    .toList();
            return new Means(
                    beans.getBean(GroupRegistry.class),
                    beans.getBean(WaitGroupProperties.class).async(),
                    beans.getBean(ShutdownBudget.class),
                    beans.getBean(GroupDrains.class).withoutEvents(),
                    observers,
                    hook);
        }
    }
}
