package io.github.waitgroup.spring.web;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.WaitGroupClosedException;
import java.util.List;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/** Makes the session that follows a WebSocket handshake of WebFlux a task of the group: it lasts longer than the request. */
final class ReactiveTrackedWebSocket implements WebSocketHandler {

    /*
     * Reactor Netty opens the session while the request is in flight, so that there is no moment in between in which the group
     * could have drained. A server that does so later may be too late, and its client is told so.
     */

    private final WebSocketHandler handler;
    private final String name;
    private final ReactiveTrackedExchange handshake;
    private final Group group;
    private final LongRunningRequests longRunning;

    ReactiveTrackedWebSocket(
            WebSocketHandler handler,
            String name,
            ReactiveTrackedExchange handshake,
            Group group,
            LongRunningRequests longRunning) {
        this.handler = handler;
        this.name = name;
        this.handshake = handshake;
        this.group = group;
        this.longRunning = longRunning;
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
        Session opened;
        try {
            opened = new Session(session, handshake.followedBy(() -> group.enrol(name)));
        } catch (WaitGroupClosedException stopping) {
            return session.close(CloseStatus.GOING_AWAY);
        }
        longRunning.add(opened);
        return Mono.defer(() -> handler.handle(session)).doFinally(opened::end);
    }

    private static final class Session extends InFlight {

        private final WebSocketSession session;
        private final Membership membership;

        Session(WebSocketSession session, Membership membership) {
            this.session = session;
            this.membership = membership;
        }

        @Override
        ActiveTask task() {
            return membership.task();
        }

        @Override
        void complete() {
            session.close(CloseStatus.GOING_AWAY).onErrorComplete().subscribe();
        }

        /** It has been told, and ends once its client has answered. */
        @Override
        void cancel() {}

        void end(SignalType signal) {
            ended(membership, signal == SignalType.ON_ERROR);
        }
    }
}
