package io.github.waitgroup.spring.web;

import io.github.waitgroup.Context;
import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.Nouns;
import io.github.waitgroup.spring.Pause;
import io.github.waitgroup.spring.shutdown.ShutdownEvent;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The long-running requests among those in flight. When their group stops, they get their stop signals one after the
 * other, evenly over a grace period, so that their clients do not all come back elsewhere in the same moment. The
 * requests that are open at the end of the period are ended. Public for the packages of the starter only.
 */
public final class LongRunningRequests {

    /*
     * They are tasks of the group like other requests: listed, counted and awaited. But how long the group waits does
     * not depend on them. The core's RateLimitedSafeWaitGroup meters members that leave by themselves, each in a thread
     * that waits for its turn. A request that waits for events has no thread, so here the signal is metered.
     */

    private static final Logger logger = LoggerFactory.getLogger(LongRunningRequests.class);

    /** Time for an answer that was completed at the end of the grace period to reach its client. */
    private static final Duration TIME_FOR_LAST_BYTES = Duration.ofSeconds(1);

    private final Group group;
    private final Duration grace;
    private final ShutdownTimeline timeline;

    private final Set<LongRunningRequest> open = ConcurrentHashMap.newKeySet();

    /** The context of the group whose end this waits for; each start of the group has its own. */
    private final AtomicReference<@Nullable Context> watched = new AtomicReference<>();

    /**
     * Creates an empty set.
     *
     * @param group the group of the requests
     * @param grace the time over which they get their signals
     * @param timeline the record of the events
     */
    public LongRunningRequests(Group group, Duration grace, ShutdownTimeline timeline) {
        this.group = group;
        this.grace = grace;
        this.timeline = timeline;
    }

    /**
     * Adds a request whose handler may end it, if it is not one of them already.
     *
     * @param request the request
     * @return its stop channel
     */
    public StopChannel listen(EndableExchange request) {
        return add(request).listen();
    }

    /** Adds a request, if it is not one of them already. */
    LongRunningRequest add(EndableExchange request) {
        LongRunningRequest known = request.longRunning();
        if (known != null) {
            return known;
        }
        LongRunningRequest added = new LongRunningRequest(request, open);
        request.longRunning(added);
        group.markLongRunning(request.task());
        Context context = group.context();
        if (watched.getAndSet(context) != context) {
            try {
                context.done().onClose(() -> endAll(context));
            } catch (Throwable noThread) {
                watched.compareAndSet(context, null); // the next request tries again
                throw noThread;
            }
        } else if (context.isDone()) { // the others get their signals already
            added.signal();
        }
        return added;
    }

    private static void signal(LongRunningRequest request) {
        try {
            request.signal();
        } catch (OutOfMemoryError noThread) {
            logger.debug("A long-running request gets no signal, and is ended after the grace period", noThread);
        }
    }

    private void endAll(Context context) {
        List<LongRunningRequest> all = List.copyOf(open);
        GracePeriod period = new GracePeriod(grace, context);
        if (!all.isEmpty()) {
            timeline.record(
                    ShutdownEvent.END_STREAMS,
                    group,
                    "Ending " + requests(all.size()) + " within " + Durations.format(period.length()));
        }
        try {
            for (int i = 0; i < all.size(); i++) {
                period.await(i, all.size());
                signal(all.get(i));
            }
            period.await(1, 1);
            open.forEach(LongRunningRequest::complete);
            Pause.of(TIME_FOR_LAST_BYTES);
        } catch (InterruptedException hurry) { // nobody interrupts this thread
            Thread.currentThread().interrupt();
        }
        giveUp();
    }

    private void giveUp() {
        try {
            int left = open.size();
            if (left > 0) {
                timeline.record(
                        ShutdownEvent.GIVE_UP_STREAMS, group, "Giving up " + requests(left) + ": not ended in time");
            }
        } finally {
            open.forEach(LongRunningRequest::cancel);
        }
    }

    private String requests(int count) {
        return Nouns.counted(count, "long-running request") + " of group '" + group.name() + "'";
    }
}
