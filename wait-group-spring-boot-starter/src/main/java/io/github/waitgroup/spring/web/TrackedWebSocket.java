package io.github.waitgroup.spring.web;

import io.github.waitgroup.Membership;
import io.github.waitgroup.StopChannel;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;

/** One WebSocket of a servlet container: from the handshake until its session is closed. */
final class TrackedWebSocket extends WebSocketHandlerDecorator {

    /*
     * A container may tell that the session is closed in the thread that closes it, while another is still busy with a message. So
     * it takes both to end the membership: the end of the session, and the last thread that leaves its handler.
     */

    private static final Log logger = LogFactory.getLog(TrackedWebSocket.class);

    private final Membership membership;
    private final InFlight session = new Session();
    private final StopChannel stop;

    /** The session, and each thread that is in its handler; once none is left, the membership has ended. */
    private final AtomicInteger holds = new AtomicInteger(1);

    private final AtomicBoolean isOver = new AtomicBoolean();

    private volatile boolean isOpened;

    TrackedWebSocket(WebSocketHandler handler, Membership membership, LongRunningRequests longRunning) {
        super(handler);
        this.membership = membership;
        this.stop = longRunning.listen(session);
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) throws Exception {
        isOpened = true;
        stop.onClose(() -> close(session));
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

    /** Notes that there is no session any more, or that there will not be one. Idempotent. */
    void end() {
        if (isOver.compareAndSet(false, true)) {
            session.ended();
            leave();
        }
    }

    private boolean enter() {
        return holds.getAndUpdate(held -> held == 0 ? 0 : held + 1) > 0;
    }

    private void leave() {
        if (holds.decrementAndGet() == 0) {
            membership.close();
        }
    }

    private void asPart(Part part) throws Exception {
        if (!enter()) { // a session that is over, and says something all the same
            part.run();
            return;
        }
        try {
            asPartOfMembership(part);
        } finally {
            leave();
        }
    }

    private void asPartOfMembership(Part part) throws Exception {
        Exception[] thrown = new Exception[1];
        membership.run(() -> {
            try {
                part.run();
            } catch (Exception any) {
                thrown[0] = any;
            }
        });
        if (thrown[0] != null) {
            throw thrown[0];
        }
    }

    /** In a thread of its own: a client that does not read holds it up until the container gives up. */
    private static void close(WebSocketSession session) {
        try {
            session.close(CloseStatus.GOING_AWAY);
        } catch (IOException gone) {
            logger.debug("A WebSocket could not be told that the application is going away", gone);
        }
    }

    private interface Part {

        void run() throws Exception;
    }

    private final class Session extends InFlight {

        /** It has been told, and is closed once its client has answered. */
        @Override
        void complete() {}

        /** Where the client has gone between the handshake and the session, nobody tells. */
        @Override
        void cancel() {
            if (!isOpened) {
                end();
            }
        }
    }
}
