package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.spring.JvmExit;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * The shutdown hook of one application context. If the JVM ends and nobody closes the context, it drains the groups.
 * Where Spring closes the context, it does nothing.
 */
final class ExitHook {

    /*
     * Spring's own hooks do not close a context whose start or close called System.exit: that call holds the lock that
     * a close needs. They make the context inactive instead. If the start is merely slow, they wait for its end, and
     * the process may be killed before that; so it may take the time that the groups do not need.
     *
     * Who closes a context is seen in the stacks of the threads: Spring has no other sign of it that covers a context
     * whose turn comes later, because Boot closes one after the other.
     *
     * Boot's hook ends with the end of the logging system. A handler of it, which comes before that end, waits for this
     * hook.
     */

    private static final String NAME = "wait-group-exit";

    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    /** The time between two looks at the stacks of all threads, and before the first. */
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    /** All hooks begin at the same time: who closes a context has begun before this is over. */
    private static final Duration TIME_TO_BEGIN = Duration.ofSeconds(2);

    private static final String CONTEXT = AbstractApplicationContext.class.getName();

    private final ConfigurableApplicationContext context;
    private final Duration timeToStart;
    private final Runnable drain;

    private final Thread thread = new Thread(null, this::run, NAME, 0, false);
    private final Runnable joinBeforeLoggingEnds = this::join;
    private final CloseableStopChannel released = new CloseableStopChannel();

    /**
     * Creates a hook that is not registered.
     *
     * @param timeToStart how long a start that goes on may take from the begin of the shutdown, before the groups drain
     * @param drain drains the groups that have not stopped; it may be called again
     */
    ExitHook(ConfigurableApplicationContext context, Duration timeToStart, Runnable drain) {
        this.context = context;
        this.timeToStart = timeToStart;
        this.drain = drain;
    }

    /** Adds the hook. If the JVM is ending already, the hook begins at once. */
    void register() {
        try {
            Runtime.getRuntime().addShutdownHook(thread);
        } catch (IllegalStateException isEnding) {
            thread.setDaemon(true);
            thread.start();
            return;
        }
        unlessEnding(() -> SpringApplication.getShutdownHandlers().add(joinBeforeLoggingEnds));
    }

    /** Removes the hook, or lets it end: the groups have drained. */
    void release() {
        released.close();
        unlessEnding(() -> Runtime.getRuntime().removeShutdownHook(thread));
        unlessEnding(() -> SpringApplication.getShutdownHandlers().remove(joinBeforeLoggingEnds));
    }

    private static void unlessEnding(Runnable change) {
        try {
            change.run();
        } catch (IllegalStateException isEnding) {
            // the hook does what is left to do
        }
    }

    private void join() {
        try {
            thread.join();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long start = System.nanoTime();
        Duration nextLook = LOOK_INTERVAL;
        try {
            while (context.isActive()) {
                if (released.await(POLL_INTERVAL)) {
                    return;
                }
                Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
                if (elapsed.compareTo(nextLook) < 0) {
                    continue;
                }
                nextLook = elapsed.plus(LOOK_INTERVAL);
                Close close = stateOfClose();
                if (close == Close.NONE && elapsed.compareTo(TIME_TO_BEGIN) >= 0) {
                    break;
                }
                if (close == Close.WAITS_FOR_START && elapsed.compareTo(timeToStart) >= 0) {
                    drain.run(); // not the last time: the start may create more groups
                }
            }
            drain.run();
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
    }

    private static Close stateOfClose() {
        List<List<StackTraceElement>> stacks =
                Thread.getAllStackTraces().values().stream().map(List::of).toList();
        if (stacks.stream().anyMatch(stack -> isIn(stack, CONTEXT, "doClose") && !JvmExit.isCaller(stack))) {
            return Close.LASTS;
        }
        return stacks.stream().anyMatch(stack -> isIn(stack, CONTEXT, "tryLockForShutdown"))
                ? Close.WAITS_FOR_START
                : Close.NONE;
    }

    private static boolean isIn(List<StackTraceElement> stack, String type, String method) {
        return stack.stream()
                .anyMatch(frame -> frame.getClassName().equals(type)
                        && frame.getMethodName().equals(method));
    }

    /** A close of any context in this JVM. */
    private enum Close {
        /** A thread closes a context. The turn of this one may come. */
        LASTS,
        /** A thread waits until a context has started, to close it then. */
        WAITS_FOR_START,
        /** Nobody closes a context, or who has begun to do it has called System.exit. */
        NONE
    }
}
