package io.github.waitgroup.spring.web;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.WaitGroupClosedException;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;

/** One WebSocket of a servlet container, which is a task of the group while its session is open. */
final class ServletTrackedWebSocket extends WebSocketHandlerDecorator {

    /*
     * A container may notify of the end of a session in the thread that closes it, while another is still busy with a message. So
     * it takes both to end the membership: the end of the session, and the last thread that leaves its handler.
     *
     * What a container calls for a session that was refused does not reach the handler, to which it has never been opened.
     */

    private static final Log logger = LogFactory.getLog(ServletTrackedWebSocket.class);

    private final String name;
    private final Group group;
    private final LongRunningRequests longRunning;

    private final InFlight session = new Session();

    /** The session, and each thread that is in its handler; once none is left, the membership has ended. */
    private final AtomicInteger holds = new AtomicInteger(1);

    private final AtomicBoolean isOver = new AtomicBoolean();

    /** Null until the session opens, and if it was refused. */
    private volatile @Nullable Membership membership;

    ServletTrackedWebSocket(WebSocketHandler handler, String name, Group group, LongRunningRequests longRunning) {
        super(handler);
        this.name = name;
        this.group = group;
        this.longRunning = longRunning;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) throws Exception {
        try {
            membership = group.enrol(name);
        } catch (WaitGroupClosedException stopping) {
            close(session);
            return;
        }
        longRunning.listen(this.session).onClose(() -> close(session));
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

    /** Containers may notify of it twice. */
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
        Membership joined = membership;
        if (holds.decrementAndGet() == 0 && joined != null) {
            joined.close();
        }
    }

    private void asPart(Part part) throws Exception {
        Membership joined = membership;
        if (joined == null) {
            return;
        }
        if (!enter()) { // a session that is over, and says something all the same
            part.run();
            return;
        }
        try {
            asPartOf(joined, part);
        } finally {
            leave();
        }
    }

    private static void asPartOf(Membership joined, Part part) throws Exception {
        Exception[] thrown = new Exception[1];
        joined.run(() -> {
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

    /** May block: a client that does not read holds it up until the container gives up. */
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

        @Override
        ActiveTask task() {
            return Objects.requireNonNull(membership).task(); // it lasts once it has opened
        }

        /** Its client is notified when its turn comes, and the session is closed once that has answered. */
        @Override
        void complete() {}

        /** As above. */
        @Override
        void cancel() {}
    }
}
