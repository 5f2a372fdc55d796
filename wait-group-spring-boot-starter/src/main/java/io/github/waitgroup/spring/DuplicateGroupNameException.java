package io.github.waitgroup.spring;

/** The failure of a start with two groups of one name, which metrics, logs and the endpoint could not distinguish. */
final class DuplicateGroupNameException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String group;
    private final String first;
    private final String second;

    DuplicateGroupNameException(String group, String first, String second) {
        super("two groups are named '" + group + "': " + first + " and " + second);
        this.group = group;
        this.first = first;
        this.second = second;
    }

    String group() {
        return group;
    }

    String first() {
        return first;
    }

    String second() {
        return second;
    }
}
