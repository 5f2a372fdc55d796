package io.github.waitgroup.spring.worker;

/** The failure of a start with a {@link GroupWorker} that makes no sense. */
final class InvalidGroupWorkerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String description;
    private final String action;

    InvalidGroupWorkerException(String description, String action, Throwable cause) {
        this(description, action);
        initCause(cause);
    }

    InvalidGroupWorkerException(String description, String action) {
        super(description + " " + action);
        this.description = description;
        this.action = action;
    }

    String description() {
        return description;
    }

    String action() {
        return action;
    }
}
