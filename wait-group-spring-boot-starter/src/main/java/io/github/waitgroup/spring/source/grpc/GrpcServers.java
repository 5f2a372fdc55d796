package io.github.waitgroup.spring.source.grpc;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/**
 * The gRPC servers of an application context: each lifecycle of Spring gRPC is replaced by one that stops later. A
 * subclass that the application has is left alone.
 */
final class GrpcServers implements BeanPostProcessor {

    private final ConfigurableApplicationContext context;
    private final List<LateGrpcServerLifecycle> lifecycles = new CopyOnWriteArrayList<>();

    GrpcServers(ConfigurableApplicationContext context) {
        this.context = context;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (bean.getClass() != GrpcServerLifecycle.class) {
            return bean;
        }
        LateGrpcServerLifecycle late = new LateGrpcServerLifecycle((GrpcServerLifecycle) bean);
        context.addApplicationListener(late);
        lifecycles.add(late);
        return late;
    }

    /** The lifecycles that have been replaced so far. */
    List<LateGrpcServerLifecycle> lifecycles() {
        return lifecycles;
    }
}
