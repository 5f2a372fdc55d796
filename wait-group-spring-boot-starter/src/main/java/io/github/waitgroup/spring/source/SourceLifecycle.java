package io.github.waitgroup.spring.source;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Nouns;
import io.github.waitgroup.spring.WaitGroupProperties.Sources;
import io.github.waitgroup.spring.shutdown.LateStop;
import io.github.waitgroup.spring.shutdown.ShutdownEvent;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The lifecycle of one source: it stops taking work when the application stops, and takes again when it starts. */
final class SourceLifecycle implements SmartLifecycle, LateStop {

    /*
     * A source is the code of others and may block. So each stops in a thread of its own, and Spring's wait for the
     * phase has its limit. It does not run from the begin of its stop: Spring starts only what does not run. While it
     * blocks, it is stopping, and the report names it.
     *
     * A start meanwhile takes effect after the end of that stop, in its thread, unless another stop has come by then.
     * Another stop meanwhile is called back with the first one. So the methods of a source never run at the same time.
     */

    /** What the name of the bean has in addition to that of the source. */
    static final String SUFFIX = ".source";

    private static final Logger logger = LoggerFactory.getLogger(SourceLifecycle.class);

    private final String name;
    private final Source source;
    private final ShutdownTimeline timeline;

    private volatile boolean running;

    // Guarded by this.

    /** The end of the latest stop; null before the first. */
    private @Nullable CloseableStopChannel stopped;

    /** Whether the source is to take work again after a stop, and has not yet. */
    private boolean resumes;

    /** Held while a method of the source runs. */
    private final ReentrantLock calls = new ReentrantLock();

    SourceLifecycle(String name, Source source, ShutdownTimeline timeline) {
        this.name = name;
        this.source = source;
        this.timeline = timeline;
    }

    @Override
    public void start() {
        if (begins()) {
            takeAgain();
        }
    }

    /** Returns whether the caller has to let the source take work again: the thread of a stop does so at its end. */
    private synchronized boolean begins() {
        running = true;
        resumes = stopped != null;
        return resumes && !isStopping();
    }

    private void takeAgain() {
        calls.lock();
        try {
            if (takesResumption()) {
                source.takeAgain();
            }
        } catch (Throwable e) { // whatever the library throws, the start goes on
            logger.error("Source '{}' does not take work again", name, e);
        } finally {
            calls.unlock();
        }
    }

    private synchronized boolean takesResumption() {
        boolean taken = resumes;
        resumes = false;
        return taken;
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable callback) {
        CloseableStopChannel next = new CloseableStopChannel();
        CloseableStopChannel latest = latest(next);
        if (latest == next) {
            begin(next);
        }
        latest.onClose(callback);
    }

    /** Returns the stop that is under way, or else the next one, which begins then. */
    private synchronized CloseableStopChannel latest(CloseableStopChannel next) {
        running = false;
        resumes = false;
        if (stopped == null || stopped.isClosed()) {
            stopped = next;
        }
        return stopped;
    }

    private void begin(CloseableStopChannel ended) {
        Runnable body = () -> {
            try {
                stopTaking();
            } finally {
                ended.close();
                takeAgain(); // if it was started meanwhile
            }
        };
        Thread thread = new Thread(body, name + "-stop");
        thread.setDaemon(true); // the process must end even if the source blocks
        try {
            thread.start();
        } catch (OutOfMemoryError noThread) {
            body.run();
        }
    }

    private void stopTaking() {
        calls.lock();
        try {
            source.stopTaking();
            Group group = source.group();
            timeline.record(
                    ShutdownEvent.STOP_TAKING,
                    group,
                    "Source '" + name + "' takes no more work: "
                            + Nouns.counted(group.counts().active(), "task") + " in flight");
        } catch (Throwable failure) { // whatever the library throws, the shutdown goes on
            timeline.record(
                    ShutdownEvent.KEEPS_TAKING,
                    "Source '" + name + "' may still take work, it has failed to stop: " + stackTrace(failure));
        } finally {
            calls.unlock();
        }
    }

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString().stripTrailing();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public synchronized boolean isStopping() {
        return stopped != null && !stopped.isClosed();
    }

    @Override
    public int getPhase() {
        return Sources.PHASE;
    }
}
