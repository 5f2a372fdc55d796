package io.github.waitgroup.spring;

/** Thrown at start-up when beans or properties make no sense and would have no effect, or another one than it seems. */
final class InvalidConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String description;
    private final String action;

    InvalidConfigurationException(String description, String action) {
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
