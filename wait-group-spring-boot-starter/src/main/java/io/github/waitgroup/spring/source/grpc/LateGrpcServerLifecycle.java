package io.github.waitgroup.spring.source.grpc;

import io.grpc.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.grpc.server.GrpcServerFactory;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;
import org.springframework.grpc.server.lifecycle.GrpcServerStartedEvent;

/**
 * The lifecycle of a gRPC server in the phase of web servers, in place of the highest: the server stops when its calls
 * have drained, and waits for its connections to end, at most for a second.
 */
final class LateGrpcServerLifecycle extends GrpcServerLifecycle implements ApplicationListener<GrpcServerStartedEvent> {

    /*
     * The original starts and stops the server, publishes the events, and keeps the JVM alive. A server that was shut
     * down is not running any more for it, so Spring would not stop it; `running` is about the lifecycle.
     */

    /** Enough for connections without calls. A call that is under way was given up by its group. */
    private static final Duration TIME_FOR_CONNECTIONS = Duration.ofSeconds(1);

    private final GrpcServerLifecycle original;

    private volatile @Nullable Server server;
    private volatile boolean running;

    LateGrpcServerLifecycle(GrpcServerLifecycle original) {
        super(original.getFactory(), Duration.ZERO, event -> {});
        this.original = original;
    }

    @Override
    public void onApplicationEvent(GrpcServerStartedEvent event) {
        if (event.getSource() == original) {
            server = event.getServer();
        }
    }

    @Override
    public void start() {
        original.start();
        running = true;
    }

    /** Takes no more connections, and asks the clients of those that are open to call another instance. */
    void shutdown() {
        Server started = server;
        if (started != null) {
            started.shutdown();
        }
    }

    /** Waits until all connections have ended, but not longer than the limit. Returns false if it was interrupted. */
    boolean awaitConnections(Duration limit) {
        Server started = server;
        if (started != null) {
            try {
                started.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    @Override
    public void stop() {
        shutdown();
        awaitConnections(TIME_FOR_CONNECTIONS);
        Server started = server;
        if (started != null) {
            started.shutdownNow();
        }
        original.stop();
        server = null;
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public boolean isAutoStartup() {
        return original.isAutoStartup();
    }

    @Override
    public int getPhase() {
        return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE;
    }

    @Override
    public int getPort() {
        return original.getPort();
    }

    @Override
    public GrpcServerFactory getFactory() {
        return original.getFactory();
    }

    @Override
    protected void createAndStartGrpcServer() throws IOException {
        throw new UnsupportedOperationException("the original lifecycle creates the server");
    }
}
