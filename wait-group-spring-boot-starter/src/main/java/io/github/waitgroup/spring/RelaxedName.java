package io.github.waitgroup.spring;

import java.util.Locale;

/**
 * Names whose letters and digits are the same, in this order and in any case, are one name, as in Spring Boot's relaxed binding:
 * {@code order-mail}, {@code orderMail}, {@code ORDER_MAIL}, and the {@code ORDERMAIL} of an environment variable.
 */
final class RelaxedName {

    private RelaxedName() {}

    /** The form that all forms of one name share. */
    static String uniform(String name) {
        return name.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
    }

    /** Whether a name looks as it does in an environment variable: in one case, without anything between its words. */
    static boolean isVariable(String name) {
        String uniform = uniform(name);
        return name.equals(uniform) || name.equals(uniform.toUpperCase(Locale.ROOT));
    }

    static boolean isSame(String one, String other) {
        return one.equals(other) || uniform(one).equals(uniform(other));
    }
}
