package io.github.waitgroup.sample.page;

import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The streams that are open, a thread for each, so that a page that reads slowly holds up no other.
 *
 * <p>They show the drain of all groups, so they are not in one of those: their group is no bean, nobody drains it but
 * this. It stops in the phase in which the web server stops gracefully, which is the first one after those of the
 * groups: the last events and the end of each stream are what the server waits for then.
 */
@Component
final class LiveStreams implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LiveStreams.class);

    /** Half of what the sample grants to the web server for the rest. */
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    /**
     * Each has a thread and buffers; a page needs one. One that does not read is given up when a write takes too long.
     */
    static final int MAX_STREAMS = 50;

    private final Snapshots snapshots;
    private final Semaphore free = new Semaphore(MAX_STREAMS);
    private final AtomicLong opened = new AtomicLong();
    private final Group streams = new Group(
            "page", (in, task, failure) -> log.error("The stream '{}' to a page has failed", task.name(), failure));

    private volatile boolean running;

    LiveStreams(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /**
     * Opens a stream, unless {@value #MAX_STREAMS} are open.
     *
     * @throws io.github.waitgroup.WaitGroupClosedException if the others have ended because the server stops
     */
    Optional<SseEmitter> open() {
        if (!free.tryAcquire()) {
            return Optional.empty();
        }
        LiveStream stream = new LiveStream(snapshots);
        boolean started = false;
        try {
            streams.startWithChannel(
                    "live-" + opened.incrementAndGet(), streams.stopChannel(), stop -> runAndFree(stream, stop));
            started = true;
        } finally {
            if (!started) {
                free.release();
            }
        }
        return Optional.of(stream.emitter());
    }

    private void runAndFree(LiveStream stream, StopChannel stop) {
        try {
            stream.run(stop);
        } finally {
            free.release();
        }
    }

    @Override
    public void start() {
        streams.restart(); // after a stop of the context
        running = true;
    }

    @Override
    public void stop() {
        streams.stop(FAREWELL);
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
    }
}
