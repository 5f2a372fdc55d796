package io.github.waitgroup.spring;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * The exit code of a JVM whose shutdown was not as it should be: the configured one if the shutdown was not clean, or
 * else 1 if a task has failed and that closes the application. Public for the packages of the starter only.
 */
public final class ExitCode {

    /*
     * While the application runs, or a thread closes it that goes on afterwards, System.exit sets the code. It comes
     * before the end of that thread, so the hook waits until the application has been closed.
     *
     * If the JVM ends by itself, because only daemon threads were left, halt is Java's one way to change the code, and
     * it cuts off the shutdown hooks that are still running. So the hook first waits for Spring's hooks, in which tasks
     * may fail. If a task has failed, it waits for the other hooks too: at such an end, all threads that are no daemons
     * are those of hooks, or come from them.
     *
     * After any other end, threads of the application run on beside the hooks, and Java does not say which are which.
     * So those that ran when the application had started, or began to close, are no hooks; and the wait for the rest
     * ends before the grace period does, since a process that is killed has the code of the kill.
     *
     * If a signal or System.exit ends the JVM, its code was chosen, and stays. The code of a shutdown that was not
     * clean was chosen as well, for this very case, so it replaces any other.
     */

    /** The exit code of a program that an uncaught exception ends. */
    static final int OF_FAILURE = 1;

    /** The name of the hooks that drain groups where Spring's do not close the context. */
    public static final String DRAINING_HOOK = "wait-group-exit";

    private static final Set<String> CLOSING_HOOKS = Set.of(
            "SpringApplicationShutdownHook", AbstractApplicationContext.SHUTDOWN_HOOK_THREAD_NAME, DRAINING_HOOK);

    /** The time for hooks other than Spring's: threads that come from a hook need not end. */
    private static final long MAX_NANOS = Duration.ofSeconds(10).toNanos();

    /** The time for an application that is closing, as in Boot's own hook. */
    private static final long MAX_CLOSING_NANOS = Duration.ofMinutes(10).toNanos();

    private static final long POLL_MILLIS = 10;

    /** The time in which all hooks have been started, where that cannot be seen. */
    private static final long HOOKS_START_MILLIS = 1_000;

    private static final String THREAD_NAME = "wait-group-exit-code";

    private static final AtomicBoolean isRegistered = new AtomicBoolean();

    private static final Queue<BooleanSupplier> closing = new ConcurrentLinkedQueue<>();

    /** The threads that ran before the end of the JVM, as far as known: they are no hooks. */
    private static final Set<Thread> others =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private static volatile boolean failed;

    private static volatile boolean mayBeUnclean;

    /** The code of a shutdown that was not clean; zero if it was, or if there is none. */
    private static volatile int unclean;

    /** When the wait for other hooks ends, as {@link System#nanoTime()}; null if no shutdown has begun. */
    private static volatile @Nullable Long deadlineNanos;

    private ExitCode() {}

    /** Adds the shutdown hook that looks after the exit code, unless the JVM is ending. */
    static void register() {
        if (isRegistered.compareAndSet(false, true)) {
            noteThreads();
            try {
                Thread hook = new Thread(null, ExitCode::lookAfter, THREAD_NAME, 0, false);
                hook.setContextClassLoader(null); // it stays as long as the JVM
                Runtime.getRuntime().addShutdownHook(hook);
            } catch (IllegalStateException isEnding) {
                // the application ends, too
            }
        }
    }

    /** Notes the threads that run now: they are no hooks. Does nothing if hooks may run, because the JVM is ending. */
    public static void noteThreads() {
        Set<Thread> running = Thread.getAllStackTraces().keySet();
        if (!JvmExit.isInProgress()) { // asked last: no hook was among them
            others.addAll(running);
        }
    }

    /** Records that a task has failed: the JVM must not report a success. */
    static void failed() {
        failed = true;
    }

    /** Prepares for a shutdown that is not clean, and has a code. */
    public static void registerForUnclean() {
        mayBeUnclean = true;
        register();
    }

    /**
     * Prepares for the end of a shutdown that begins now.
     *
     * @param deadline when the JVM has to end at the latest to end with a code of its own, as {@link System#nanoTime()}
     */
    public static void shutdownBegins(long deadline) {
        noteThreads();
        deadlineNanos = deadline;
    }

    /**
     * Records that a shutdown was not clean. The JVM ends with the given code, however it ends, if {@link
     * #registerForUnclean()} was called before. Nothing takes it back.
     *
     * @param code the exit code, not zero
     */
    public static void unclean(int code) {
        unclean = code;
    }

    /**
     * Ends the JVM with the code of a failure, once an application that is closing has been closed. Does not return.
     *
     * @param isClosed whether it has been closed
     */
    static void exitOnceClosed(BooleanSupplier isClosed) {
        closing.add(isClosed);
        System.exit(OF_FAILURE);
    }

    private static void lookAfter() {
        long begin = System.nanoTime();
        try {
            for (BooleanSupplier isClosed = closing.poll(); isClosed != null; isClosed = closing.poll()) {
                long start = System.nanoTime();
                while (!isClosed.getAsBoolean() && System.nanoTime() - start < MAX_CLOSING_NANOS) {
                    Thread.sleep(POLL_MILLIS);
                }
            }
            boolean isEndOfItself = isEndOfItself();
            if (isEndOfItself || mayBeUnclean) {
                await(ExitCode::isClosing, Long.MAX_VALUE);
                int code = unclean != 0 ? unclean : isEndOfItself && failed ? OF_FAILURE : 0;
                if (code != 0) {
                    await(ExitCode::isOtherHook, timeForOthers(begin));
                    Runtime.getRuntime().halt(code);
                }
            }
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
    }

    /** The time for other hooks, which the grace period may limit. */
    private static long timeForOthers(long begin) {
        Long deadline = deadlineNanos;
        return deadline == null || deadline - begin < 0 // that was of a shutdown before the end of the JVM
                ? MAX_NANOS
                : Math.min(MAX_NANOS, deadline - System.nanoTime());
    }

    /** Whether the JVM ends by itself; returns once all hooks have been started. */
    private static boolean isEndOfItself() throws InterruptedException {
        while (true) {
            List<List<StackTraceElement>> ending = Thread.getAllStackTraces().values().stream()
                    .map(List::of)
                    .filter(stack -> stack.stream().anyMatch(ExitCode::isOfShutdown))
                    .toList();
            for (List<StackTraceElement> stack : ending) {
                if (stack.stream().anyMatch(ExitCode::isJoin)) { // others may wait to end the JVM, too
                    return stack.stream().anyMatch(ExitCode::isEndOfItself);
                }
            }
            if (ending.isEmpty()) { // a virtual thread has called System.exit
                if (mayBeUnclean) {
                    Thread.sleep(HOOKS_START_MILLIS);
                }
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static boolean isEndOfItself(StackTraceElement frame) {
        return isOfShutdown(frame) && frame.getMethodName().equals("shutdown");
    }

    private static boolean isJoin(StackTraceElement frame) {
        return frame.getClassName().equals("java.lang.Thread")
                && frame.getMethodName().equals("join");
    }

    /** Waits until no thread of a kind is left, but for threads that wait for the end of the JVM. */
    private static void await(Predicate<Thread> kind, long nanos) throws InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos
                && Thread.getAllStackTraces().entrySet().stream()
                        .anyMatch(each -> kind.test(each.getKey())
                                && Arrays.stream(each.getValue()).noneMatch(ExitCode::isOfShutdown))) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static boolean isClosing(Thread thread) {
        return CLOSING_HOOKS.contains(thread.getName());
    }

    private static boolean isOtherHook(Thread thread) {
        return !thread.isDaemon()
                && !thread.getName().equals(THREAD_NAME)
                && !thread.getName().equals("DestroyJavaVM")
                && !others.contains(thread);
    }

    /** Whether a thread in this frame ends the JVM, or waits for that. */
    private static boolean isOfShutdown(StackTraceElement frame) {
        return frame.getClassName().equals("java.lang.Shutdown");
    }
}
