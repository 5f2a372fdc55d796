package io.github.waitgroup.sample.page;

import io.github.waitgroup.WaitGroupClosedException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What the page listens to: events {@code snapshot}, and an {@code end} when the groups have drained. */
@RestController
final class LiveController {

    private final LiveStreams streams;

    LiveController(LiveStreams streams) {
        this.streams = streams;
    }

    @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter live() {
        try {
            return streams.open()
                    .orElseThrow(() ->
                            new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "Too many pages are open"));
        } catch (WaitGroupClosedException tooLate) {
            throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "The server stops", tooLate);
        }
    }
}
