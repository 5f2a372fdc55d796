package io.github.waitgroup.spring;

/** The failure of a start with beans or properties that would have no effect, or an unexpected one. */
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
