package io.github.waitgroup.spring.web;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.catalina.connector.Connector;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * The server sockets of Tomcat, which are closed before Spring Boot pauses the connectors. A connector that is paused
 * drops the connections whose request it has not read yet; one that no longer listens answers them.
 */
final class TomcatServerSockets implements TomcatConnectorCustomizer, SmartLifecycle {

    /** Right before the phase in which Spring Boot pauses connectors. */
    static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;

    private final List<Connector> connectors = new CopyOnWriteArrayList<>();
    private final Duration limit;

    private volatile boolean running;

    /**
     * Creates them without a connector.
     *
     * @param limit how long connections may take to end, which kept-alive ones do only if they are used
     */
    TomcatServerSockets(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void customize(Connector connector) {
        connectors.add(connector);
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        connectors.forEach(each -> each.getProtocolHandler().closeServerSocketGraceful());
        if (!Thread.currentThread().isInterrupted()) { // Tomcat would clear the flag, and with it the wish to hurry
            awaitConnections();
        }
        running = false;
    }

    private void awaitConnections() {
        long left = limit.toMillis();
        for (Connector each : connectors) {
            left = each.getProtocolHandler().awaitConnectionsClose(left);
        }
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
