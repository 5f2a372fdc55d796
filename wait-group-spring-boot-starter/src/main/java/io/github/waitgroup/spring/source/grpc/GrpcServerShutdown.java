package io.github.waitgroup.spring.source.grpc;

import io.github.waitgroup.spring.WaitGroupProperties.Web;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * The moment after the shutdown delay from which on gRPC servers take no more connections, and their clients are asked
 * to call other instances. Calls that are under way go on, and so do those that were sent before the client knew.
 */
final class GrpcServerShutdown implements SmartLifecycle {

    /*
     * HTTP/2's GOAWAY comes in two steps: the server announces it, and still takes the calls that were on their way.
     * When a client has answered, no more calls come on its connection. Nobody outside sees that, so this waits for a
     * moment before the groups begin to stop, unless all connections end before.
     */

    /** Between the shutdown delay and the drains of requests and groups. */
    static final int PHASE = Web.DEFAULT_PHASE + 128;

    /** Longer than a round trip to any client. The plan of the shutdown counts it as nothing. */
    private static final Duration TIME_FOR_CALLS_ON_THEIR_WAY = Duration.ofMillis(300);

    private final GrpcServers servers;

    private volatile boolean running;

    GrpcServerShutdown(GrpcServers servers) {
        this.servers = servers;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        servers.lifecycles().forEach(LateGrpcServerLifecycle::shutdown);
        long end = System.nanoTime() + TIME_FOR_CALLS_ON_THEIR_WAY.toNanos();
        for (LateGrpcServerLifecycle each : servers.lifecycles()) {
            if (!each.awaitConnections(Duration.ofNanos(end - System.nanoTime()))) {
                break;
            }
        }
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
