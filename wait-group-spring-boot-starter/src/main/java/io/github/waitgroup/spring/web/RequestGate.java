package io.github.waitgroup.spring.web;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.ShutdownClock;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The gate for the requests and sessions of both web stacks: exempt requests pass it untracked, and the others become
 * tasks of the group, or are refused if the group takes no more.
 */
final class RequestGate {

    private final Group group;
    private final ShutdownClock clock;
    private final Refusal refusal;
    private final LongRunningRequests longRunning;
    private final ConfiguredPaths longRunningPaths;
    private final List<ExemptPaths> exempt;

    RequestGate(
            Group group,
            ShutdownClock clock,
            Refusal refusal,
            LongRunningRequests longRunning,
            ConfiguredPaths longRunningPaths,
            List<ExemptPaths> exempt) {
        this.group = group;
        this.clock = clock;
        this.refusal = refusal;
        this.longRunning = longRunning;
        this.longRunningPaths = longRunningPaths;
        this.exempt = List.copyOf(exempt);
    }

    /**
     * Whether a request is served at any time and not tracked. A CORS preflight for Spring is exempt, too: Spring
     * answers it at once, as the application has configured it, and calls no handler.
     */
    boolean isExempt(RequestedPath path, boolean isPreFlight) {
        for (ExemptPaths each : exempt) {
            if (each.contains(path)) {
                return true;
            }
        }
        return isPreFlight && path.isForSpring();
    }

    /**
     * Admits a request: makes it a task of the group, and a long-running one if its path is one of those. If {@code
     * track} or {@code prepare} throws, the request has failed.
     *
     * @param track creates the request in flight, which ends the membership
     * @param prepare creates the handling of the request
     * @return the handling; null if the request is refused
     */
    <R extends EndableExchange, H> @Nullable H admit(
            String name, RequestedPath path, Function<Membership, R> track, Function<R, H> prepare) {
        boolean lasts = longRunningPaths.mayContain(path);
        Membership membership = enrol(name);
        if (membership == null) {
            return null;
        }
        boolean prepared = false;
        try {
            R request = track.apply(membership);
            if (lasts) {
                longRunning.add(request);
            }
            H handling = prepare.apply(request);
            prepared = true;
            return handling;
        } finally {
            if (!prepared) {
                membership.fail();
            }
        }
    }

    /** A new membership in the group; null if the group takes no more. */
    @Nullable
    Membership enrol(String name) {
        return group.tryEnrol(name);
    }

    /** The stop channel of the group, for requests that are not tracked. */
    StopChannel stopChannel() {
        return group.stopChannel();
    }

    /**
     * Whether clients are to take a new connection for their next request, which a load balancer leads to another
     * instance.
     */
    boolean isClosing() {
        return clock.isClosing();
    }

    /** The answer to a request that is not admitted. */
    Refusal refusal() {
        return refusal;
    }

    LongRunningRequests longRunning() {
        return longRunning;
    }
}
