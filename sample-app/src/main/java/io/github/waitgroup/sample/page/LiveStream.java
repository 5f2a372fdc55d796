package io.github.waitgroup.sample.page;

import io.github.waitgroup.StopChannel;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** One stream to one page: a snapshot at once and twice a second, and a last one that says that it is the last. */
final class LiveStream {

    private static final Duration PERIOD = Duration.ofMillis(500);

    /** There is no limit to how long a page may look. */
    private static final long FOR_EVER = 0;

    private final Snapshots snapshots;
    private final SseEmitter emitter = new SseEmitter(FOR_EVER);

    LiveStream(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    SseEmitter emitter() {
        return emitter;
    }

    /** Sends until the stop signal comes or the page has gone. */
    void run(StopChannel stop) {
        try {
            do {
                send("snapshot");
            } while (!stop.await(PERIOD));
            send("end");
            emitter.complete();
        } catch (IOException | IllegalStateException gone) {
            // The container has noticed too, and completes the request.
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            emitter.complete();
        }
    }

    private void send(String event) throws IOException {
        emitter.send(SseEmitter.event().name(event).data(snapshots.take(), MediaType.APPLICATION_JSON));
    }
}
