package io.github.waitgroup.sample.problem;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Says why the database cannot be opened, which one it is, and what to do. */
final class StartFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

    // Of H2, which is not on the class path of the compiler.
    private static final int DATABASE_ALREADY_OPEN = 90020;
    private static final int FILE_CORRUPTED = 90030;

    private final @Nullable String url;

    StartFailureAnalyzer(Environment environment) {
        this.url = environment.getProperty("spring.datasource.url");
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SQLException failure) {
        return new FailureAnalysis(
                "The database " + url + " cannot be opened: " + Reason.of(failure), action(failure), rootFailure);
    }

    private static String action(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case DATABASE_ALREADY_OPEN ->
                "Stop the other process that has the file open, or give this one another file: spring.datasource.url.";
            case FILE_CORRUPTED ->
                "Restore the file from a backup, or move it away: the service then starts without any orders.";
            default ->
                "See to it that the file's directory is a directory, can be written, and has free space,"
                        + " or use another one: spring.datasource.url.";
        };
    }
}
