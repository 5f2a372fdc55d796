package io.github.waitgroup.spring.web;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.StopChannel;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** A request that lasts until its client goes or it is told to stop, such as a stream of events. */
final class LongRunningRequest {

    /*
     * What ends a request may block: a server may wait for a thread that writes to a client that does not read, and it runs the
     * callbacks of the application. So each is ended in a thread of its own, and at most two of them for each request: the number
     * of open requests limits them. No pool does, because as many clients as it has threads would hold up all others.
     */

    private static final StopChannel CLOSED = closed();

    private final InFlight request;
    private final Set<LongRunningRequest> open;
    private final CloseableStopChannel stop = new CloseableStopChannel();

    private volatile boolean hasListener;
    private final AtomicBoolean isDue = new AtomicBoolean();

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

    /**
     * Ends the request, whatever its handler does, as soon as its client can be given a complete answer. Returns at once;
     * idempotent.
     */
    void complete() {
        // Set before the look at the request: either that can be ended already, or it asks when it can.
        if (isDue.compareAndSet(false, true)) {
            inItsOwnThread(request::complete);
        }
    }

    /** Ends the request, whatever its client sees. Returns at once. */
    void cancel() {
        inItsOwnThread(request::cancel);
    }

    /** Notes that the request can be ended from now on. */
    void continues() {
        if (isDue.get()) {
            request.complete();
        }
    }

    void ended() {
        open.remove(this);
    }

    private static void inItsOwnThread(Runnable ending) {
        CLOSED.onClose(ending);
    }

    private static StopChannel closed() {
        CloseableStopChannel channel = new CloseableStopChannel();
        channel.close();
        return channel;
    }
}
