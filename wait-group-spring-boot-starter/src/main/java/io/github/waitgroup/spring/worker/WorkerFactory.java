package io.github.waitgroup.spring.worker;

import io.github.waitgroup.DisplayName;
import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.InvalidConfigurationException;
import io.github.waitgroup.spring.ManagedGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;

/** Creates the instances of workers, and refuses workers that make no sense. */
final class WorkerFactory {

    private final ConfigurableListableBeanFactory beans;
    private final GroupRegistry groups;
    private final ObjectProvider<FailureHandler> failureHandler;
    private final DrainRehearsals rehearsals;
    private final PeriodicCalls calls;

    private final List<Worker> instances = new ArrayList<>();
    private final Map<List<String>, WorkerMethod> byGroupAndName = new HashMap<>();

    WorkerFactory(
            ConfigurableListableBeanFactory beans,
            GroupRegistry groups,
            ObjectProvider<FailureHandler> failureHandler,
            DrainRehearsals rehearsals,
            PeriodicCalls calls) {
        this.beans = beans;
        this.groups = groups;
        this.failureHandler = failureHandler;
        this.rehearsals = rehearsals;
        this.calls = calls;
    }

    /**
     * Adds all instances of a worker.
     *
     * @throws InvalidConfigurationException if the worker makes no sense
     */
    void add(WorkerMethod worker) {
        WorkerSettings settings = WorkerSettings.of(worker, beans);
        Group group = group(worker, settings.group());
        WorkerCall call = WorkerCall.of(worker, beans);
        for (String instanceName : settings.instanceNames()) {
            String name = DisplayName.of(instanceName);
            WorkerMethod other = byGroupAndName.putIfAbsent(List.of(group.name(), name), worker);
            if (other != null) {
                throw worker.invalid(
                        "a worker of group '" + group.name() + "' is named '" + name + "' already, by " + other,
                        "Give one of them another name");
            }
            instances.add(new Worker(group, name, rehearsable(worker, group, body(settings, call, group))));
        }
    }

    private WorkerBody rehearsable(WorkerMethod worker, Group group, WorkerBody body) {
        if (!worker.annotation().rehearsable()) {
            return body;
        }
        RehearsableWork rehearsable = new RehearsableWork(group, body);
        rehearsals.add(rehearsable);
        return rehearsable;
    }

    List<Worker> all() {
        return List.copyOf(instances);
    }

    private Group group(WorkerMethod worker, String name) {
        List<String> names = groups.managed().stream().map(ManagedGroup::name).toList();
        if (names.isEmpty()) {
            throw worker.invalid(
                    "this application context has no group; those of a parent belong to that",
                    "Move the bean to the context of the group, or declare a Group bean in this one");
        }
        if (name.isEmpty()) {
            List<String> candidates = groups.managed().stream()
                    .filter(managed -> isDefaultCandidate(managed.beanName()))
                    .map(ManagedGroup::name)
                    .toList();
            if (candidates.size() != 1) {
                throw worker.invalid(
                        "it names no group, and the groups of this application context are " + names,
                        "Say which it is: group = \"…\"");
            }
            return groups.get(candidates.get(0));
        }
        return groups.find(name)
                .orElseThrow(() -> worker.invalid(
                        "there is no group '" + name + "'; the groups of this application context are " + names,
                        "Correct the name, set wait-group.groups." + name + ".timeout, or declare a Group bean"));
    }

    /**
     * Whether a worker that names no group may belong to this one. As for a parameter that injects a group, the groups
     * of requests and of Spring's own asynchrony are left out.
     */
    private boolean isDefaultCandidate(String beanName) {
        return !(beans.containsBeanDefinition(beanName)
                && beans.getBeanDefinition(beanName) instanceof AbstractBeanDefinition definition
                && !definition.isDefaultCandidate());
    }

    private WorkerBody body(WorkerSettings settings, WorkerCall call, Group group) {
        if (settings.period() != null) {
            CallFailures failures = new CallFailures(group, failureHandler.getObject());
            return new Periodic(call, settings.period(), settings.jitter(), failures, calls);
        }
        if (settings.restart() != null) {
            CallFailures failures = new CallFailures(group, failureHandler.getObject());
            return Restarting.after(settings.restart(), settings.jitter(), call, failures);
        }
        return call;
    }
}
