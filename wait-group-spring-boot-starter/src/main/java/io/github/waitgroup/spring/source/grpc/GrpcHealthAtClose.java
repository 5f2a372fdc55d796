package io.github.waitgroup.spring.source.grpc;

import io.grpc.protobuf.services.HealthStatusManager;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/** The health of gRPC services, which is {@code NOT_SERVING} from the begin of the close on, as readiness is. */
final class GrpcHealthAtClose implements ApplicationListener<ContextClosedEvent> {

    private final ApplicationContext context;
    private final HealthStatusManager health;

    GrpcHealthAtClose(ApplicationContext context, HealthStatusManager health) {
        this.context = context;
        this.health = health;
    }

    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) { // those of child contexts arrive here as well
            health.enterTerminalState();
        }
    }
}
