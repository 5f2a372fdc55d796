package io.github.waitgroup.spring.source.grpc;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.spring.web.LongRunningRequests;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * The interceptor that makes calls tasks of a group, and refuses those that come when the group is stopping. Calls of
 * health checks pass it at any time, as the actuator's requests do.
 */
final class GrpcCallInterceptor implements ServerInterceptor {

    private static final String HEALTH = "grpc.health.v1.Health";

    /** A client may try another instance: the call has not reached the application. */
    private static final Status REFUSED =
            Status.UNAVAILABLE.withDescription("the server is shutting down and has not begun this call");

    private final Group group;
    private final LongRunningRequests longRunning;

    GrpcCallInterceptor(Group group, LongRunningRequests longRunning) {
        this.group = group;
        this.longRunning = longRunning;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        MethodDescriptor<Q, A> method = call.getMethodDescriptor();
        if (HEALTH.equals(method.getServiceName())) {
            return next.startCall(call, headers);
        }
        Membership membership = group.tryEnrol(method.getFullMethodName());
        return membership == null ? refuse(call) : start(call, headers, next, membership);
    }

    private static <Q> ServerCall.Listener<Q> refuse(ServerCall<Q, ?> call) {
        call.close(REFUSED, new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private <Q, A> ServerCall.Listener<Q> start(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next, Membership membership) {
        GrpcCall<Q, A> tracked = new GrpcCall<>(call, membership);
        ServerCall.@Nullable Listener<Q> listener = null;
        try {
            listener = tracked.start(headers, next, longRunning);
            return listener;
        } finally {
            if (listener == null) { // nobody notifies this call of its end
                tracked.fails();
            }
        }
    }
}
