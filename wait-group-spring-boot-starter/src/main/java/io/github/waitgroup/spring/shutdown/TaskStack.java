package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.ActiveTask;
import java.util.List;
import java.util.stream.Collectors;

/** The stack of a task, as text for the log. */
final class TaskStack {

    private TaskStack() {}

    /** The innermost frame that is not the JDK's: it says more than the park or read below which it waits. */
    static String place(ActiveTask task) {
        List<StackTraceElement> stack = task.stack();
        return stack.stream()
                .filter(frame -> !isOfJdk(frame))
                .findFirst()
                .or(() -> stack.stream().findFirst())
                .map(TaskStack::place)
                .orElse("its end");
    }

    private static String place(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                + frame.getLineNumber() + ")";
    }

    /** A line for each frame, each preceded by a line break. */
    static String lines(ActiveTask task) {
        return task.stack().stream().map(frame -> "\n    at " + frame).collect(Collectors.joining());
    }

    private static boolean isOfJdk(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.startsWith("java.") || type.startsWith("jdk.") || type.startsWith("sun.");
    }
}
