package io.github.waitgroup.spring;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The exit code of a JVM that ends by itself, because nothing but daemon threads was left: 1 if a task has failed by then. */
final class ExitCode {

    /*
     * Java has no way to change the code once the JVM ends but to halt it, which cuts off the shutdown hooks that are not done. A
     * JVM ends by itself when its last thread that is no daemon has ended; so all such threads that live now are those of hooks,
     * Spring's among them, or come from them. This hook lets them end first.
     *
     * Where a signal or System.exit ends the JVM, somebody has chosen a code, and it stays.
     */

    /** As that of a program that an uncaught exception ends. */
    static final int OF_FAILURE = 1;

    private static final long POLL_MILLIS = 10;

    private static final String THREAD_NAME = "wait-group-exit-code";

    private static final AtomicBoolean isRegistered = new AtomicBoolean();

    private static volatile boolean failed;

    private ExitCode() {}

    /** Has the exit code looked after in this JVM, unless it is ending. */
    static void register() {
        if (isRegistered.compareAndSet(false, true)) {
            try {
                Runtime.getRuntime().addShutdownHook(new Thread(ExitCode::setAtEnd, THREAD_NAME));
            } catch (IllegalStateException isEnding) {
                // so does the application
            }
        }
    }

    /** Notes that a task has failed, after which the JVM must not report a success. */
    static void failed() {
        failed = true;
    }

    private static void setAtEnd() {
        if (!isEndOfItself()) {
            return;
        }
        try {
            for (Thread other = otherHook(); other != null; other = otherHook()) {
                other.join(POLL_MILLIS); // it may come to wait for the end of the JVM, and not end
            }
        } catch (InterruptedException nobodyDoes) {
            return;
        }
        if (failed) {
            Runtime.getRuntime().halt(OF_FAILURE);
        }
    }

    private static boolean isEndOfItself() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> isOfShutdown(frame) && frame.getMethodName().equals("shutdown"));
    }

    /** A thread that is no daemon and will end. */
    private static @Nullable Thread otherHook() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> !each.getKey().isDaemon()
                        && !each.getKey().getName().equals(THREAD_NAME)
                        && !each.getKey().getName().equals("DestroyJavaVM")
                        && Arrays.stream(each.getValue()).noneMatch(ExitCode::isOfShutdown))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** Whether a thread in it ends the JVM, or waits for that. */
    private static boolean isOfShutdown(StackTraceElement frame) {
        return frame.getClassName().equals("java.lang.Shutdown");
    }
}
