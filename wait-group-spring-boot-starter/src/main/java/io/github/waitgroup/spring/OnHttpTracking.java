package io.github.waitgroup.spring;

import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches in a servlet application with Spring MVC, unless {@code wait-group.web.enabled=false}. */
final class OnHttpTracking extends SpringBootCondition {

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnHttpTracking.class);
        return HttpTracking.isActive(Objects.requireNonNull(context.getBeanFactory()), context.getEnvironment())
                ? ConditionOutcome.match(message.because("this is a servlet application with Spring MVC"))
                : ConditionOutcome.noMatch(message.because(
                        "this is no servlet application with Spring MVC, or wait-group.web.enabled is false"));
    }
}
