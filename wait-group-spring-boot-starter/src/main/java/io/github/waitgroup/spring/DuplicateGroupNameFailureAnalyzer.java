package io.github.waitgroup.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The analysis of a duplicate name: both groups that have it, and the fix. */
final class DuplicateGroupNameFailureAnalyzer extends AbstractFailureAnalyzer<DuplicateGroupNameException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, DuplicateGroupNameException cause) {
        return new FailureAnalysis(
                "Two groups are named '" + cause.group() + "': " + cause.first() + " and " + cause.second() + ".",
                "Give one of them another name. The name of a group is the argument of new Group(\"…\"), or its key"
                        + " below wait-group.groups. To set properties of a group that a bean provides, name the bean"
                        + " after the group: orderMailGroup for order-mail.",
                cause);
    }
}
