package io.github.waitgroup.spring.worker;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which {@link GroupWorker} makes no sense, why, and what to change. */
final class InvalidGroupWorkerFailureAnalyzer extends AbstractFailureAnalyzer<InvalidGroupWorkerException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidGroupWorkerException cause) {
        return new FailureAnalysis(cause.description(), cause.action(), cause);
    }
}
