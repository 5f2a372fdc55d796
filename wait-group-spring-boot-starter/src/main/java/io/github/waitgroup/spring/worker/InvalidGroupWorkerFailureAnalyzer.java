package io.github.waitgroup.spring.worker;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The analysis of a {@link GroupWorker} that makes no sense: the method, the reason, and the fix. */
final class InvalidGroupWorkerFailureAnalyzer extends AbstractFailureAnalyzer<InvalidGroupWorkerException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidGroupWorkerException cause) {
        return new FailureAnalysis(cause.description(), cause.action(), cause);
    }
}
