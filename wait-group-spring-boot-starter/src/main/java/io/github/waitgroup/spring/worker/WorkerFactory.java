package io.github.waitgroup.spring.worker;

import io.github.waitgroup.Context;
import io.github.waitgroup.DisplayName;
import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.WorkerCalls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;

/** Makes workers out of declarations, and refuses those that make no sense. */
final class WorkerFactory {

    private final ConfigurableListableBeanFactory beans;
    private final GroupRegistry groups;
    private final ObjectProvider<FailureHandler> failureHandler;
    private final DrainRehearsals rehearsals;
    private final WorkerCalls calls;

    private final List<Worker> workers = new ArrayList<>();
    private final Map<List<String>, WorkerMethod> byGroupAndName = new HashMap<>();

    WorkerFactory(
            ConfigurableListableBeanFactory beans,
            GroupRegistry groups,
            ObjectProvider<FailureHandler> failureHandler,
            DrainRehearsals rehearsals,
            WorkerCalls calls) {
        this.calls = calls;
        this.rehearsals = rehearsals;
        this.beans = beans;
        this.groups = groups;
        this.failureHandler = failureHandler;
    }

    /**
     * Adds all instances of what is declared.
     *
     * @throws InvalidGroupWorkerException if it makes no sense
     */
    void add(WorkerMethod declaration) {
        WorkerSettings settings = WorkerSettings.of(declaration, beans);
        Group group = group(declaration, settings.group());
        WorkerCall call = WorkerCall.of(declaration, beans);
        for (String instance : settings.instanceNames()) {
            String name = DisplayName.of(instance);
            WorkerMethod other = byGroupAndName.putIfAbsent(List.of(group.name(), name), declaration);
            if (other != null) {
                throw declaration.invalid(
                        "a worker of group '" + group.name() + "' is named '" + name + "' already, by " + other,
                        "Give one of them another name");
            }
            workers.add(new Worker(group, name, rehearsable(declaration, group, work(settings, call, group))));
        }
    }

    private Consumer<Context> rehearsable(WorkerMethod declaration, Group group, Consumer<Context> work) {
        if (!declaration.task().rehearsable()) {
            return work;
        }
        RehearsableWork rehearsable = new RehearsableWork(group, work);
        rehearsals.add(rehearsable);
        return rehearsable;
    }

    List<Worker> all() {
        return List.copyOf(workers);
    }

    private Group group(WorkerMethod declaration, String name) {
        List<String> names = groups.managed().stream().map(ManagedGroup::name).toList();
        if (names.isEmpty()) {
            throw declaration.invalid(
                    "this application context has no group; those of a parent belong to that",
                    "Move the bean to the context of the group, or declare a Group bean in this one");
        }
        if (name.isEmpty()) {
            List<String> candidates = groups.managed().stream()
                    .filter(managed -> isDefaultCandidate(managed.beanName()))
                    .map(ManagedGroup::name)
                    .toList();
            if (candidates.size() != 1) {
                throw declaration.invalid(
                        "it names no group, and the groups of this application context are " + names,
                        "Say which it is: group = \"…\"");
            }
            return groups.get(candidates.get(0));
        }
        return groups.find(name)
                .orElseThrow(() -> declaration.invalid(
                        "there is no group '" + name + "'; the groups of this application context are " + names,
                        "Correct the name, set wait-group.groups." + name + ".timeout, or declare a Group bean"));
    }

    /** The groups of requests and of Spring's own asynchrony are not, as little as for a parameter that injects a group. */
    private boolean isDefaultCandidate(String beanName) {
        return !(beans.containsBeanDefinition(beanName)
                && beans.getBeanDefinition(beanName) instanceof AbstractBeanDefinition definition
                && !definition.isDefaultCandidate());
    }

    private Consumer<Context> work(WorkerSettings settings, WorkerCall call, Group group) {
        if (settings.period() != null) {
            Failures failures = new Failures(group, failureHandler.getObject());
            return new Periodic(call, settings.period(), settings.jitter(), failures, calls);
        }
        if (settings.restart() != null) {
            Failures failures = new Failures(group, failureHandler.getObject());
            return Restarting.after(settings.restart(), settings.jitter(), call, failures);
        }
        return call;
    }
}
