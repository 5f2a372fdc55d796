package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.ActiveTask;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The stack of a task, as text for the log. Public for the packages of the starter only. */
public final class TaskStack {

    /** The place of a task whose turn has not come. To be asked before the stack: the task may begin at any moment. */
    public static final String WAITING = "waits for its turn";

    private TaskStack() {}

    /**
     * The place of a task: the innermost frame that is not the JDK's, which says more than the park or read below which
     * the task waits.
     *
     * @param task an active task
     * @return the frame as text, or the reason why there is none
     */
    public static String place(ActiveTask task) {
        return task.isWaiting()
                ? WAITING
                : place(task.stack()).map(place -> "at " + place).orElseGet(() -> noPlace(task));
    }

    /**
     * The reason why the stack of a task is empty.
     *
     * @param task a task that did not wait for its turn before its stack was taken
     * @return the reason as text
     */
    public static String noPlace(ActiveTask task) {
        return task.threadName().isEmpty() ? "in no thread" : "at its end";
    }

    /**
     * The innermost frame that is not the JDK's, or else the innermost one.
     *
     * @param stack a stack, innermost frame first
     * @return the frame as text; empty if the stack is
     */
    public static Optional<String> place(List<StackTraceElement> stack) {
        return stack.stream()
                .filter(frame -> !isOfJdk(frame))
                .findFirst()
                .or(() -> stack.stream().findFirst())
                .map(TaskStack::place);
    }

    private static String place(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                + frame.getLineNumber() + ")";
    }

    /** A line for each frame, each preceded by a line break. */
    static String lines(ActiveTask task) {
        return task.stack().stream().map(frame -> "\n    at " + frame).collect(Collectors.joining());
    }

    /**
     * Whether a frame is one of the JDK.
     *
     * @param frame the frame
     * @return true if its class is in a package of the JDK
     */
    public static boolean isOfJdk(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.startsWith("java.") || type.startsWith("jdk.") || type.startsWith("sun.");
    }
}
