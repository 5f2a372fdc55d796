package io.github.waitgroup.spring.shutdown;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what takes how long and which numbers to change. */
final class ShutdownOverrunFailureAnalyzer extends AbstractFailureAnalyzer<ShutdownOverrunException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ShutdownOverrunException cause) {
        return new FailureAnalysis(
                cause.getMessage() + ".",
                cause.action() + ". Or set wait-group.shutdown.on-overrun=warn to start all the same.",
                cause);
    }
}
