package io.github.waitgroup.sample.delivery;

import io.github.waitgroup.Group;
import io.github.waitgroup.sample.informer.SharedInformer;
import io.github.waitgroup.sample.order.Order;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Starts the informer as a member of its group, at each start of the context. It stops nothing: the group's own lifecycle
 * closes the group's stop channel and waits.
 */
@Component
final class InformerLifecycle implements SmartLifecycle {

    /** Above the phase of the group, which is open by then, and right below that of the group of requests in flight. */
    static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 384;

    private final Group informerGroup;
    private final SharedInformer<Order> informer;
    private volatile boolean running;

    InformerLifecycle(@Qualifier("informerGroup") Group informerGroup, SharedInformer<Order> informer) {
        this.informerGroup = informerGroup;
        this.informer = informer;
    }

    @Override
    public void start() {
        informerGroup.startWithChannel("informer", informerGroup.stopChannel(), informer::run);
        running = true;
    }

    @Override
    public void stop() {
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
