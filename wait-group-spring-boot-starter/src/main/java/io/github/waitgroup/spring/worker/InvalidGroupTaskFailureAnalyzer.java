package io.github.waitgroup.spring.worker;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which {@link GroupTask} makes no sense, why, and what to change. */
final class InvalidGroupTaskFailureAnalyzer extends AbstractFailureAnalyzer<InvalidGroupTaskException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidGroupTaskException cause) {
        return new FailureAnalysis(cause.description(), cause.action(), cause);
    }
}
