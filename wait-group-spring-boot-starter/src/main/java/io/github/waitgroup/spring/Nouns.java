package io.github.waitgroup.spring;

/** The one form in which counted things stand in a log line or message. Public for the packages of the starter only. */
public final class Nouns {

    private Nouns() {}

    /**
     * A number with its noun, in the singular for one.
     *
     * @param number the number
     * @param noun the noun in the singular, which has a plural with {@code s}
     * @return for example {@code 1 task} or {@code 2 tasks}
     */
    public static String counted(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
