package io.github.waitgroup.spring.source.scheduled;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name of a scheduled task in lists and reports. */
final class ScheduledTaskName {

    /** The text of a task of Spring is its method with its class; a proxy or a lambda adds what nobody needs. */
    private static final Pattern TEXT = Pattern.compile("(?:[\\w$]+\\.)*?(?<type>[A-Z]\\w*(?:\\$[A-Za-z]\\w*)*)"
            + "(?:\\$\\$[\\w$]+)?(?:/\\w+)?(?<method>\\.\\w+)?(?:@\\w+)?");

    /** A longer text is shown as it is, cut: the pattern is for names of classes and methods. */
    private static final int MAX_LENGTH = 500;

    private ScheduledTaskName() {}

    /**
     * The simple name of the class and, where there is one, the method: {@code Export.sendOrders}. A task with a text
     * of its own has that.
     */
    static String of(Runnable task) {
        String text = textOf(task);
        if (text.length() > MAX_LENGTH) {
            return text;
        }
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return text;
        }
        String type = matcher.group("type");
        String method = matcher.group("method");
        return type.substring(type.lastIndexOf('$') + 1) + (method == null ? "" : method);
    }

    /** The text of a task, which may be one of the application, or else the name of its class. */
    private static String textOf(Runnable task) {
        try {
            String text = task.toString();
            return text == null ? task.getClass().getName() : text;
        } catch (RuntimeException noText) {
            return task.getClass().getName();
        }
    }
}
