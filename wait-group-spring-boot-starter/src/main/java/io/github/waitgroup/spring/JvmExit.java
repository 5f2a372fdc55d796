package io.github.waitgroup.spring;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import java.util.List;

/**
 * The shutdown of the JVM: whether it is in progress, and which tasks have begun it. Public for the packages of the
 * starter only.
 */
public final class JvmExit {

    /** A limit, so that a crowd of tasks does not use up the time of the drain. */
    private static final int MAX_TASKS_SEARCHED = 1_000;

    private JvmExit() {}

    /**
     * Whether the JVM is ending, so that its shutdown hooks run.
     *
     * @return true from the begin of the end on
     */
    public static boolean isInProgress() {
        Thread hook = new Thread(() -> {}, "exit-probe");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException inProgress) {
            return true;
        }
    }

    /**
     * Tasks inside {@code System.exit}, which waits for the shutdown hooks and does not return.
     *
     * @param group a group
     * @return those of its tasks, of which the 1,000 oldest are looked at
     */
    public static List<ActiveTask> callers(Group group) {
        return group.activeTasks().stream()
                .limit(MAX_TASKS_SEARCHED)
                .filter(task -> isCaller(task.stack()))
                .toList();
    }

    /**
     * Whether a thread is inside {@code System.exit}.
     *
     * @param stack its stack
     * @return true if it waits for the shutdown hooks
     */
    public static boolean isCaller(List<StackTraceElement> stack) {
        return stack.stream().anyMatch(JvmExit::isExit);
    }

    private static boolean isExit(StackTraceElement frame) {
        return frame.getClassName().equals("java.lang.Runtime")
                && frame.getMethodName().equals("exit");
    }
}
