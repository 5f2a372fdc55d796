package io.github.waitgroup.spring.web;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Membership;
import io.github.waitgroup.ThrowingRunnable;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;

/** The handler of one WebSocket of a servlet container, whose session is a task of the group while it is open. */
final class ServletTrackedWebSocket extends WebSocketHandlerDecorator {

    /*
     * A container may notify of the end of a session in the thread that closes it, while another thread still handles a
     * message. So the membership ends once the session has ended and the last thread has left its handler.
     *
     * The handler of a refused session is never called, since the session was never opened to it.
     */

    private static final Logger logger = LoggerFactory.getLogger(ServletTrackedWebSocket.class);

    private final String name;
    private final RequestGate gate;

    private final EndableExchange session = new Session();

    /** One for the open session, and one for each thread in its handler. At zero the membership has ended. */
    private final AtomicInteger holds = new AtomicInteger(1);

    private final AtomicBoolean isOver = new AtomicBoolean();

    /** Null until the session opens, and if it is refused. */
    private volatile @Nullable Membership membership;

    ServletTrackedWebSocket(WebSocketHandler handler, String name, RequestGate gate) {
        super(handler);
        this.name = name;
        this.gate = gate;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) throws Exception {
        membership = gate.enrol(name);
        if (membership == null) {
            close(session);
            return;
        }
        gate.longRunning().listen(this.session).onClose(() -> close(session));
        asPart(() -> super.afterConnectionEstablished(session));
    }

    @Override
    public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) throws Exception {
        asPart(() -> super.handleMessage(session, message));
    }

    @Override
    public void handleTransportError(WebSocketSession session, Throwable exception) throws Exception {
        asPart(() -> super.handleTransportError(session, exception));
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) throws Exception {
        try {
            asPart(() -> super.afterConnectionClosed(session, status));
        } finally {
            end();
        }
    }

    /** Idempotent: containers may notify of the end twice. */
    private void end() {
        if (isOver.compareAndSet(false, true)) {
            session.ended();
            leave();
        }
    }

    private boolean enter() {
        return holds.getAndUpdate(held -> held == 0 ? 0 : held + 1) > 0;
    }

    private void leave() {
        Membership enrolled = membership;
        if (holds.decrementAndGet() == 0 && enrolled != null) {
            enrolled.close();
        }
    }

    private void asPart(ThrowingRunnable<Exception> part) throws Exception {
        Membership enrolled = membership;
        if (enrolled == null) {
            return;
        }
        if (!enter()) { // the container notifies after the end of the session
            part.run();
            return;
        }
        try {
            enrolled.run(part);
        } finally {
            leave();
        }
    }

    /** Closes a session. May block: a client that does not read holds it up until the container gives up. */
    private static void close(WebSocketSession session) {
        try {
            session.close(CloseStatus.GOING_AWAY);
        } catch (IOException gone) {
            logger.debug("A WebSocket session cannot be closed when its turn has come", gone);
        }
    }

    private final class Session extends EndableExchange {

        @Override
        protected ActiveTask task() {
            return Objects.requireNonNull(membership).task(); // asked once the session has opened
        }

        /** Does nothing: the signal closes the session, and the session ends once its client has answered. */
        @Override
        protected void complete() {}

        /** Does nothing, as above. */
        @Override
        protected void cancel() {}
    }
}
