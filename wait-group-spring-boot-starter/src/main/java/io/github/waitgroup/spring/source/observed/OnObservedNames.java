package io.github.waitgroup.spring.source.observed;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.OnPropertyListCondition;

/** The condition that an application has chosen observations. */
final class OnObservedNames extends OnPropertyListCondition {

    OnObservedNames() {
        super("wait-group.sources.observations", () -> ConditionMessage.forCondition("Observations that are tasks"));
    }
}
