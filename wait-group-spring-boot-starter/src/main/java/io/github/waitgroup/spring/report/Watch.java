package io.github.waitgroup.spring.report;

import io.github.waitgroup.spring.JvmExit;
import io.github.waitgroup.spring.shutdown.ShutdownEvent;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The watch over the applications of a JVM that are closing. Shortly before the end of the grace period it reports
 * once what the shutdown hangs in. If the JVM is ending, it watches until the process is gone, otherwise until the
 * applications have been closed.
 *
 * <p>Instances are safe for use by many threads.
 */
final class Watch {

    /*
     * The thread exists from the begin of the first close on. It sleeps until the earliest report is due, or until
     * nothing is left to watch. It is a daemon, so that it keeps no JVM alive; daemons run on while shutdown hooks do.
     *
     * Neither the log nor the memory may be there any more. So the report goes to standard error first, past
     * System.err, whose lock a thread that hangs may hold.
     */

    /** The watch of this JVM. Contexts of one JVM may close at the same time, or in one another. */
    static final Watch OF_JVM = new Watch(JvmExit::isInProgress, new FileOutputStream(FileDescriptor.err));

    private static final String NO_REPORT =
            "The grace period is nearly over, and the JVM still lives. A report could not be made";

    /** Made beforehand, for a JVM that has no memory left. */
    private static final byte[] NO_REPORT_BYTES = (NO_REPORT + "\n").getBytes(StandardCharsets.UTF_8);

    private final BooleanSupplier isJvmEnding;
    private final OutputStream standardError;

    /** Guarded by this object. */
    private final Set<Closing> closings = new LinkedHashSet<>();

    /** Guarded by this object: those of the closings that have been reported. */
    private final Set<Closing> reported = new LinkedHashSet<>();

    /** Guarded by this object; null while there is nothing to watch. */
    private @Nullable Thread thread;

    Watch(BooleanSupplier isJvmEnding, OutputStream standardError) {
        this.isJvmEnding = isJvmEnding;
        this.standardError = standardError;
    }

    /** The closings that are watched: a copy. */
    synchronized List<Closing> closings() {
        return List.copyOf(closings);
    }

    /** Begins to watch a close. */
    synchronized void begin(Closing closing) {
        closings.add(closing);
        if (thread != null) {
            notifyAll();
            return;
        }
        Thread watching = new Thread(null, this::watch, "wait-group-watch", 0, false);
        watching.setDaemon(true);
        watching.setContextClassLoader(null);
        try {
            watching.start();
            thread = watching;
        } catch (OutOfMemoryError noThread) {
            // the shutdown goes on without the watch
        }
    }

    /** Ends the watch over a close whose beans have been destroyed, unless the JVM is ending. */
    void end(Closing closing) {
        if (!isJvmEnding.getAsBoolean()) {
            synchronized (this) {
                closings.remove(closing);
                reported.remove(closing);
                notifyAll();
            }
        }
    }

    private void watch() {
        try {
            while (awaitOverdue()) {
                report(closings());
            }
        } catch (Throwable noMemory) {
            write(NO_REPORT_BYTES);
        } finally {
            isOver();
        }
    }

    private synchronized void isOver() {
        if (thread == Thread.currentThread()) {
            thread = null;
        }
    }

    /** Waits until a report is due. Returns false if there is nothing left to report. */
    private synchronized boolean awaitOverdue() {
        while (true) {
            Closing next = null;
            for (Closing closing : closings) {
                if (!reported.contains(closing) && (next == null || closing.due() - next.due() < 0)) {
                    next = closing;
                }
            }
            if (next == null) {
                thread = null; // at once: another close, which begins from now on, needs another thread
                return false;
            }
            long left = next.due() - System.nanoTime();
            if (left <= 0) {
                reported.addAll(closings);
                return true;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException ignored) {
                // by nobody who knows this thread
            }
        }
    }

    private void report(List<Closing> overdue) {
        if (overdue.isEmpty()) { // the last one has ended at this very moment
            return;
        }
        String text;
        try {
            text = new OverdueReport(overdue).text();
            write((text + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (Throwable noMemory) {
            text = NO_REPORT;
            write(NO_REPORT_BYTES);
        }
        try {
            record(overdue, text);
        } catch (Throwable logHasGone) {
            // standard error has it
        }
    }

    /** Records the report once, in an application that is still being closed if there is one. */
    private static void record(List<Closing> overdue, String report) {
        overdue.forEach(Closing::isUnclean);
        overdue.stream()
                .filter(Predicate.not(Closing::hasEnded))
                .findFirst()
                .orElse(overdue.get(0))
                .application()
                .timeline()
                .record(ShutdownEvent.OVERDUE, report);
    }

    private void write(byte[] text) {
        try {
            standardError.write(text);
        } catch (IOException | RuntimeException | Error gone) {
            // the log may still be there
        }
    }
}
