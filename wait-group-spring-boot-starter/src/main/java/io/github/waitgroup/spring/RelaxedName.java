package io.github.waitgroup.spring;

import java.util.Locale;

/**
 * The forms of one name, as in Spring Boot's relaxed binding. They have the same letters and digits in the same order,
 * and differ in case and in other characters: {@code order-mail}, {@code orderMail}, {@code ORDER_MAIL}, and the {@code
 * ORDERMAIL} of an environment variable.
 */
final class RelaxedName {

    private RelaxedName() {}

    /** The form that all forms of one name share. */
    static String uniform(String name) {
        return name.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
    }

    /** Whether a name has the form of an environment variable: one case, with no characters between its words. */
    static boolean isVariable(String name) {
        String uniform = uniform(name);
        return name.equals(uniform) || name.equals(uniform.toUpperCase(Locale.ROOT));
    }

    static boolean isSame(String one, String other) {
        return one.equals(other) || uniform(one).equals(uniform(other));
    }
}
