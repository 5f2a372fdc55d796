package io.github.waitgroup.spring.source.grpc;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Membership;
import io.github.waitgroup.Membership.Part;
import io.github.waitgroup.spring.web.EndableExchange;
import io.github.waitgroup.spring.web.LongRunningRequests;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A call in flight: a task from its begin until its answer has been sent, or its client has gone.
 *
 * @param <Q> the type of the messages of the client
 * @param <A> the type of the answers
 */
final class GrpcCall<Q, A> extends EndableExchange {

    /*
     * A call that streams its answer can be ended from outside, in another thread than that of its handler, and gRPC's
     * ServerCall is for one thread at a time. So what the handler sends goes through a lock. What it sends after the
     * end is dropped, as it is for a client that has gone: to the handler both look alike. A call with a single answer
     * is never ended from outside, and has no lock.
     *
     * gRPC notifies a listener once, in `onComplete` or `onCancel`, and of nothing afterwards. The exception is a call
     * that a callback has thrown in: it is closed by gRPC, and notified like others.
     */

    /** What counts as a failure of the server, as in the conventions of OpenTelemetry. */
    private static final Set<Status.Code> FAILURES = EnumSet.of(
            Status.Code.UNKNOWN,
            Status.Code.DEADLINE_EXCEEDED,
            Status.Code.UNIMPLEMENTED,
            Status.Code.INTERNAL,
            Status.Code.UNAVAILABLE,
            Status.Code.DATA_LOSS);

    private static final Status ENDED = Status.UNAVAILABLE.withDescription("the server is shutting down");

    private final ServerCall<Q, A> call;
    private final Membership membership;

    private volatile boolean failed;
    private volatile boolean endedFromOutside;

    /** The streamed answer; null for a call with a single answer, which is not ended from outside. */
    private volatile @Nullable Stream stream;

    GrpcCall(ServerCall<Q, A> call, Membership membership) {
        this.call = call;
        this.membership = membership;
    }

    /** Starts the call, which ends its membership from now on, unless this throws. */
    ServerCall.Listener<Q> start(Metadata headers, ServerCallHandler<Q, A> next, LongRunningRequests longRunning) {
        Part part = membership.enter();
        try {
            return call.getMethodDescriptor().getType().serverSendsOneMessage()
                    ? new Listener(next.startCall(new Answer(), headers))
                    : startStream(headers, next, longRunning);
        } finally {
            part.close();
        }
    }

    private ServerCall.Listener<Q> startStream(
            Metadata headers, ServerCallHandler<Q, A> next, LongRunningRequests longRunning) {
        Stream started = new Stream();
        stream = started;
        Context.CancellableContext context = Context.current()
                .withValue(GrpcCalls.STOP_CHANNEL, longRunning.listen(this))
                .withCancellation();
        started.context = context;
        return new Listener(Contexts.interceptCall(context, started, headers, next));
    }

    /** Ends the membership: the call has failed, and nobody notifies it of its end. */
    void fails() {
        ended(membership, true);
    }

    @Override
    protected ActiveTask task() {
        return membership.task();
    }

    @Override
    protected void complete() {
        Stream open = stream;
        if (open != null) {
            open.end();
        }
    }

    /** Leaves the call to the server, which cuts it when it stops. */
    @Override
    protected void cancel() {
        fails();
    }

    /** What a handler sends. */
    private class Answer extends SimpleForwardingServerCall<Q, A> {

        Answer() {
            super(call);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (FAILURES.contains(status.getCode())) {
                failed = true;
            }
            super.close(status, trailers);
        }
    }

    /** The answers that a handler streams until they are ended from outside. */
    private final class Stream extends Answer {

        private final ReentrantLock sending = new ReentrantLock();

        private boolean closed;

        private volatile Context.@Nullable CancellableContext context;

        /** Ends the stream, so that its client calls another instance. */
        void end() {
            sending.lock();
            try {
                if (closed) {
                    return;
                }
                endedFromOutside = true;
                close(ENDED, new Metadata());
            } finally {
                sending.unlock();
            }
            cancelContext();
        }

        private void cancelContext() {
            Context.CancellableContext started = context;
            if (started != null) {
                started.cancel(ENDED.asException());
            }
        }

        @Override
        public void sendHeaders(Metadata headers) {
            sending.lock();
            try {
                if (!endedFromOutside) {
                    super.sendHeaders(headers);
                }
            } finally {
                sending.unlock();
            }
        }

        @Override
        public void sendMessage(A message) {
            sending.lock();
            try {
                if (!endedFromOutside) {
                    super.sendMessage(message);
                }
            } finally {
                sending.unlock();
            }
        }

        @Override
        public void close(Status status, Metadata trailers) {
            sending.lock();
            try {
                if (!closed || !endedFromOutside) { // gRPC objects to a handler that closes a call twice
                    closed = true;
                    super.close(status, trailers);
                }
            } finally {
                sending.unlock();
            }
        }

        @Override
        public boolean isCancelled() {
            return endedFromOutside || super.isCancelled();
        }
    }

    /** What the handler does in the callbacks of gRPC, as parts of the task. */
    private final class Listener extends ServerCall.Listener<Q> {

        private final ServerCall.Listener<Q> handler;

        Listener(ServerCall.Listener<Q> handler) {
            this.handler = handler;
        }

        @Override
        public void onMessage(Q message) {
            run(() -> handler.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            run(handler::onHalfClose);
        }

        @Override
        public void onReady() {
            run(handler::onReady);
        }

        @Override
        public void onComplete() {
            end(endedFromOutside ? handler::onCancel : handler::onComplete);
        }

        @Override
        public void onCancel() {
            failed = true;
            end(handler::onCancel);
        }

        private void end(Runnable callback) {
            try {
                run(callback);
            } finally {
                ended(membership, failed);
                Stream over = stream;
                if (over != null) {
                    over.cancelContext();
                }
            }
        }

        private void run(Runnable callback) {
            Part part = enter();
            boolean returned = false;
            try {
                callback.run();
                returned = true;
            } finally {
                if (!returned) {
                    failed = true;
                }
                if (part != null) {
                    part.close();
                }
            }
        }

        /** Null if the call was given up, which does not keep its handler from running. */
        private @Nullable Part enter() {
            if (isOver()) {
                return null;
            }
            try {
                return membership.enter();
            } catch (IllegalStateException givenUp) {
                return null;
            }
        }
    }
}
