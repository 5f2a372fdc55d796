package io.github.waitgroup.spring;

/**
 * The failure of a start with beans, properties or annotations that make no sense. Public for the packages of the
 * starter only.
 */
public final class InvalidConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The bean, property or annotation, and the reason. */
    private final String description;

    /** The fix. */
    private final String action;

    /**
     * Creates an exception.
     *
     * @param description the bean, property or annotation, and the reason
     * @param action the fix
     */
    public InvalidConfigurationException(String description, String action) {
        super(description + " " + action);
        this.description = description;
        this.action = action;
    }

    /**
     * Creates an exception with a cause.
     *
     * @param description the bean, property or annotation, and the reason
     * @param action the fix
     * @param cause the failure that shows it
     */
    public InvalidConfigurationException(String description, String action, Throwable cause) {
        this(description, action);
        initCause(cause);
    }

    String description() {
        return description;
    }

    String action() {
        return action;
    }
}
