package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import java.util.List;

/** Whether the JVM is shutting down, and which tasks have made it do so. */
final class JvmExit {

    /** How many stacks are looked at: a crowd costs no time that the drain needs. */
    private static final int MAX_STACKS = 1_000;

    private JvmExit() {}

    static boolean isInProgress() {
        Thread hook = new Thread(() -> {}, "exit-probe");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException inProgress) {
            return true;
        }
    }

    /** Tasks that are inside System.exit: it does not return, and waits for the shutdown hooks. */
    static List<ActiveTask> callers(Group group) {
        return group.activeTasks().stream()
                .limit(MAX_STACKS)
                .filter(task -> task.stack().stream().anyMatch(JvmExit::isExit))
                .toList();
    }

    private static boolean isExit(StackTraceElement frame) {
        return frame.getClassName().equals("java.lang.Runtime")
                && frame.getMethodName().equals("exit");
    }
}
