package io.github.waitgroup.spring.web;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.StopChannel;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** A request that lasts until its client goes or it gets its stop signal, such as a stream of events. */
final class LongRunningRequest {

    /*
     * The end of a request may block: a server may wait for a thread that writes to a client that does not read, and it
     * runs the callbacks of the application. So each request is ended in threads of its own, at most two: the number of
     * open requests limits them. In a pool, as many clients as it has threads would hold up all others.
     */

    private static final StopChannel CLOSED = closed();

    private final EndableExchange request;
    private final Set<LongRunningRequest> open;
    private final CloseableStopChannel stop = new CloseableStopChannel();

    private volatile boolean hasListener;
    private final AtomicBoolean isDue = new AtomicBoolean();

    LongRunningRequest(EndableExchange request, Set<LongRunningRequest> open) {
        this.request = request;
        this.open = open;
        open.add(this);
    }

    /** The stop channel for the handler, which ends the request itself from now on. */
    StopChannel listen() {
        hasListener = true;
        return stop;
    }

    /** Signals the handler to end the request, or ends it if no handler listens. */
    void signal() {
        stop.close();
        if (!hasListener) {
            complete();
        }
    }

    /**
     * Ends the request, whatever its handler does, as soon as its client can get a complete answer. Returns at once;
     * idempotent.
     */
    void complete() {
        // Set first: either the request can be ended already, or it looks at this once it can.
        if (isDue.compareAndSet(false, true)) {
            inItsOwnThread(request::complete);
        }
    }

    /** Ends the request, whatever its client gets. Returns at once. */
    void cancel() {
        inItsOwnThread(request::cancel);
    }

    /** Records that the request can be ended from now on. */
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
