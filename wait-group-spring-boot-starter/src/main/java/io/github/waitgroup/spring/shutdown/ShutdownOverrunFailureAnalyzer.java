package io.github.waitgroup.spring.shutdown;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The analysis of a shutdown that is too long: the steps that take time, and the properties to change. */
final class ShutdownOverrunFailureAnalyzer extends AbstractFailureAnalyzer<ShutdownOverrunException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ShutdownOverrunException cause) {
        return new FailureAnalysis(
                cause.getMessage() + ".",
                cause.action() + ". Or set wait-group.shutdown.on-overrun=warn to start all the same.",
                cause);
    }
}
