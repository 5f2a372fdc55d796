package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.spring.ExitCode;
import io.github.waitgroup.spring.JvmExit;
import io.github.waitgroup.spring.ShutdownClock;
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
     * A close that has begun is known from its event. Before that, who closes a context is seen in the stacks of the
     * threads: Spring has no other sign of it that covers a context whose turn comes later, because Boot closes one
     * after the other. No stack shows a virtual thread, so a close that has begun may be in one.
     *
     * Boot's hook ends with the end of the logging system. A handler of it, which comes before that end, waits for this
     * hook.
     */

    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    /** The time between two looks at the stacks of all threads, and before the first. */
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private static final String CONTEXT = AbstractApplicationContext.class.getName();

    private final ConfigurableApplicationContext context;
    private final ShutdownClock clock;
    private final Duration timeToStart;
    private final Duration timeToClose;
    private final Runnable drain;

    private final Thread thread = new Thread(null, this::run, ExitCode.DRAINING_HOOK, 0, false);
    private final Runnable joinBeforeLoggingEnds = this::join;
    private final CloseableStopChannel released = new CloseableStopChannel();

    /**
     * Creates a hook that is not registered.
     *
     * @param clock the clock of the shutdown of the context
     * @param timeToStart how long a start that goes on may take from the end of the JVM on, and how much time others
     *     have to begin a close, before the groups drain
     * @param timeToClose how long a close that no thread is seen in may take from then on
     * @param drain drains the groups that have not stopped; it may be called again
     */
    ExitHook(
            ConfigurableApplicationContext context,
            ShutdownClock clock,
            Duration timeToStart,
            Duration timeToClose,
            Runnable drain) {
        this.context = context;
        this.clock = clock;
        this.timeToStart = timeToStart;
        this.timeToClose = timeToClose;
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
        ShutdownClock.jvmEnds();
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
                if (elapsed.compareTo(timeUntilDrain(close)) >= 0) {
                    if (close != Close.WAITS_FOR_START) {
                        break;
                    }
                    drain.run(); // not the last time: the start may create more groups
                }
            }
            drain.run();
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration timeUntilDrain(Close close) {
        return switch (close) {
            case LASTS -> FOREVER;
            case IS_UNSEEN -> timeToClose;
            case WAITS_FOR_START, NONE -> timeToStart;
            case EXITS -> Duration.ZERO;
        };
    }

    private Close stateOfClose() {
        boolean isClosing = clock.isClosing(); // before the stacks, so that a close that ends meanwhile has begun
        List<List<StackTraceElement>> stacks =
                Thread.getAllStackTraces().values().stream().map(List::of).toList();
        List<List<StackTraceElement>> closers =
                stacks.stream().filter(stack -> isIn(stack, "doClose")).toList();
        if (closers.stream().anyMatch(stack -> !JvmExit.isCaller(stack))) {
            return Close.LASTS;
        }
        if (isClosing) {
            return closers.isEmpty() ? Close.IS_UNSEEN : Close.EXITS;
        }
        return stacks.stream().anyMatch(stack -> isIn(stack, "tryLockForShutdown"))
                ? Close.WAITS_FOR_START
                : Close.NONE;
    }

    private static boolean isIn(List<StackTraceElement> stack, String method) {
        return stack.stream()
                .anyMatch(frame -> frame.getClassName().equals(CONTEXT)
                        && frame.getMethodName().equals(method));
    }

    /** A close of this context, or of any one in this JVM. */
    private enum Close {
        /** A thread closes a context. The turn of this one may come. */
        LASTS,
        /** The close of this context has begun, and no thread is seen in it: it may be in a virtual thread. */
        IS_UNSEEN,
        /** The close of this context has begun, and called System.exit. It does not go on. */
        EXITS,
        /** A thread waits until a context has started, to close it then. */
        WAITS_FOR_START,
        /** Nobody closes a context. */
        NONE
    }
}
