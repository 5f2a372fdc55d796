package io.github.waitgroup.spring.web;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Membership;
import java.util.List;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/** The handler of a WebSocket of WebFlux, which makes each session a task of the group: it outlasts the handshake. */
final class ReactiveTrackedWebSocket implements WebSocketHandler {

    /*
     * Reactor Netty opens the session while the request is in flight, so that the group cannot drain in between. A
     * server that opens it later may be too late; then the client gets the close status 1001.
     */

    private final WebSocketHandler handler;
    private final String name;
    private final ReactiveTrackedExchange handshake;
    private final RequestGate gate;

    ReactiveTrackedWebSocket(
            WebSocketHandler handler, String name, ReactiveTrackedExchange handshake, RequestGate gate) {
        this.handler = handler;
        this.name = name;
        this.handshake = handshake;
        this.gate = gate;
    }

    @Override
    public List<String> getSubProtocols() {
        return handler.getSubProtocols();
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
        return Mono.defer(() -> opened(session));
    }

    private Mono<Void> opened(WebSocketSession session) {
        Membership membership = handshake.enrol(name, gate);
        if (membership == null) {
            return session.close(CloseStatus.GOING_AWAY);
        }
        Session opened = new Session(session, membership);
        gate.longRunning().add(opened);
        return Mono.defer(() -> handler.handle(session)).doFinally(opened::end);
    }

    private static final class Session extends EndableExchange {

        private final WebSocketSession session;
        private final Membership membership;

        Session(WebSocketSession session, Membership membership) {
            this.session = session;
            this.membership = membership;
        }

        @Override
        protected ActiveTask task() {
            return membership.task();
        }

        @Override
        protected void complete() {
            session.close(CloseStatus.GOING_AWAY).onErrorComplete().subscribe();
        }

        /** Does nothing: the session has been closed, and ends once its client has answered. */
        @Override
        protected void cancel() {}

        void end(SignalType signal) {
            ended(membership, signal == SignalType.ON_ERROR);
        }
    }
}
