package io.github.waitgroup.spring.web;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.Context;
import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The long-running requests among those in flight. When their group stops they are told to stop one after the other, evenly over
 * a grace period, so that their clients do not all come back elsewhere in the same moment; what is left then is ended.
 */
final class LongRunningRequests {

    /*
     * They are tasks of the group like other requests, so that they are listed, counted and waited for; but they do not decide
     * how long it waits. The core's RateLimitedSafeWaitGroup meters members as they leave by themselves, each in a thread that
     * waits for its turn. A request that is waiting for events has no thread, so here it is the signal that is metered.
     */

    private static final Log logger = LogFactory.getLog(LongRunningRequests.class);

    /** What an answer that was completed at the end of the grace period may take to reach its client. */
    private static final Duration LAST_BYTES = Duration.ofSeconds(1);

    private final Group group;
    private final Duration grace;
    private final ConfiguredPaths paths;

    private final Set<LongRunningRequest> open = ConcurrentHashMap.newKeySet();

    /** The context of the run of the group whose end this waits for. */
    private final AtomicReference<@Nullable Context> watched = new AtomicReference<>();

    LongRunningRequests(Group group, Duration grace, ConfiguredPaths paths) {
        this.group = group;
        this.grace = grace;
        this.paths = paths;
    }

    /** Whether requests for a path may last. */
    boolean isAt(RequestedPath path) {
        return paths.mayContain(path);
    }

    /** The stop channel of one request, which is a long-running one from now on, if it was not. */
    StopChannel listen(InFlight request) {
        return add(request).listen();
    }

    /** Adds a request, if it is not one of them already. */
    LongRunningRequest add(InFlight request) {
        LongRunningRequest known = request.longRunning();
        if (known != null) {
            return known;
        }
        LongRunningRequest added = new LongRunningRequest(request, open);
        request.longRunning(added);
        group.markLongRunning(request.task());
        Context run = group.context();
        if (watched.getAndSet(run) != run) {
            try {
                run.done().onClose(() -> endAll(run));
            } catch (Throwable noThread) {
                watched.compareAndSet(run, null); // the next request tries again
                throw noThread;
            }
        } else if (run.isDone()) { // the others are being told already
            added.tell();
        }
        return added;
    }

    private static void tell(LongRunningRequest request) {
        try {
            request.tell();
        } catch (OutOfMemoryError noThread) {
            logger.debug("A long-running request is not told to end, but ended", noThread);
        }
    }

    private void endAll(Context run) {
        List<LongRunningRequest> all = List.copyOf(open);
        GracePeriod period = new GracePeriod(grace, run);
        if (!all.isEmpty()) {
            logger.info("Ending " + all.size() + " long-running request(s) of group '" + group.name() + "' within "
                    + period.length().toMillis() + " ms");
        }
        try {
            for (int i = 0; i < all.size(); i++) {
                period.await(i, all.size());
                tell(all.get(i));
            }
            period.await(1, 1);
            open.forEach(LongRunningRequest::complete);
            new CloseableStopChannel().await(LAST_BYTES);
        } catch (InterruptedException hurry) { // nobody does
            Thread.currentThread().interrupt();
        }
        open.forEach(LongRunningRequest::cancel);
    }
}
