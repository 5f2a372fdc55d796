package io.github.waitgroup.spring.source;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Nouns;
import io.github.waitgroup.spring.WaitGroupProperties.Sources;
import io.github.waitgroup.spring.shutdown.ShutdownEvent;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The lifecycle of one source: it stops taking work when the application stops, and takes again when it starts. */
final class SourceLifecycle implements SmartLifecycle {

    /*
     * A source is the code of others and may block. So each stops in a thread of its own, and Spring's wait for the
     * phase has its limit. While it blocks it counts as running, so that the report names it. A second stop meanwhile
     * is called back with the first one: the methods of a source never run at the same time.
     */

    /** What the name of the bean has in addition to that of the source. */
    static final String SUFFIX = ".source";

    private static final Logger logger = LoggerFactory.getLogger(SourceLifecycle.class);

    private final String name;
    private final Source source;
    private final ShutdownTimeline timeline;

    private volatile boolean running;

    /** The end of the latest stop; null before the first. Guarded by this. */
    private @Nullable CloseableStopChannel stopped;

    SourceLifecycle(String name, Source source, ShutdownTimeline timeline) {
        this.name = name;
        this.source = source;
        this.timeline = timeline;
    }

    @Override
    public void start() {
        running = true;
        if (hasStopped()) {
            takeAgain();
        }
    }

    private synchronized boolean hasStopped() {
        return stopped != null;
    }

    private void takeAgain() {
        try {
            source.takeAgain();
        } catch (Throwable e) { // whatever the library throws, the start goes on
            logger.error("Source '{}' does not take work again", name, e);
        }
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable callback) {
        latestStop().onClose(callback);
    }

    private synchronized CloseableStopChannel latestStop() {
        if (stopped == null || stopped.isClosed()) {
            stopped = beginStop();
        }
        return stopped;
    }

    private CloseableStopChannel beginStop() {
        CloseableStopChannel ended = new CloseableStopChannel();
        Runnable body = () -> {
            try {
                stopTaking();
            } finally {
                running = false;
                ended.close();
            }
        };
        Thread thread = new Thread(body, name + "-stop");
        thread.setDaemon(true); // the process must end even if the source blocks
        try {
            thread.start();
        } catch (OutOfMemoryError noThread) {
            body.run();
        }
        return ended;
    }

    private void stopTaking() {
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
    public int getPhase() {
        return Sources.PHASE;
    }
}
