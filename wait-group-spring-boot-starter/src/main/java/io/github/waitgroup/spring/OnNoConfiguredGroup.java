package io.github.waitgroup.spring;

import java.util.Objects;
import java.util.Set;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The condition that no group of the application is named in the properties. */
final class OnNoConfiguredGroup extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition("No configured group");
        WaitGroupProperties properties = Binder.get(context.getEnvironment())
                .bindOrCreate(WaitGroupProperties.PREFIX, WaitGroupProperties.class);
        boolean requestsAreTracked =
                OnHttpTracking.isTracked(Objects.requireNonNull(context.getBeanFactory()), context.getEnvironment());
        Set<String> named = properties.named(requestsAreTracked);
        return named.isEmpty()
                ? ConditionOutcome.match(message.because("nothing is set below wait-group.groups"))
                : ConditionOutcome.noMatch(message.found("group").items(named));
    }
}
