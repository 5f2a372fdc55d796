package io.github.waitgroup.spring.web;

import io.github.waitgroup.StopChannel;
import java.util.Set;

/** A request that lasts until its client goes or it is told to stop, such as a stream of events. */
final class LongRunningRequest {

    private final InFlight request;
    private final Set<LongRunningRequest> open;
    private final StopChannel stop = new StopChannel();

    private volatile boolean hasListener;
    private volatile boolean isDue;

    LongRunningRequest(InFlight request, Set<LongRunningRequest> open) {
        this.request = request;
        this.open = open;
        open.add(this);
    }

    /** For the handler, which then ends the request itself. */
    StopChannel listen() {
        hasListener = true;
        return stop;
    }

    /** Tells the handler to end the request, or ends it if no handler listens. */
    void tell() {
        stop.close();
        if (!hasListener) {
            complete();
        }
    }

    /** Ends the request, whatever its handler does, as soon as its client can be given a complete answer. */
    void complete() {
        isDue = true; // before the look at the request: either that can be ended already, or it asks when it can
        request.complete();
    }

    /** Ends the request, whatever its client sees. */
    void cancel() {
        request.cancel();
    }

    /** Notes that the request can be ended from now on. */
    void continues() {
        if (isDue) {
            request.complete();
        }
    }

    void ended() {
        open.remove(this);
    }
}
