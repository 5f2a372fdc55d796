package io.github.waitgroup.spring.web;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Context;
import io.github.waitgroup.Membership;
import io.github.waitgroup.ThrowingRunnable;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A request of a servlet container in flight, from its first dispatch until it is over, in whatever thread. */
final class ServletTrackedRequest extends EndableExchange implements AsyncListener {

    /*
     * A dispatch that does not start asynchronous processing is the last: with it the request is over. Otherwise the
     * container notifies the listener when the processing has completed, and when another dispatch starts it anew, for
     * which the listener must be added again. Both may happen, in either order and in different threads; the membership
     * ends once.
     *
     * A container may forget to notify if the client goes. So an asynchronous request is given up if a part of its
     * answer could not be sent, no thread of the container is in it, and the container has had some time to end it.
     */

    /** Time for the container to end a request whose client has gone. */
    private static final Duration TIME_FOR_CONTAINER = Duration.ofSeconds(1);

    private static final int GIVEN_UP = Integer.MIN_VALUE;

    private static final String ATTRIBUTE = ServletTrackedRequest.class.getName();

    private final Membership membership;

    private volatile boolean failed;

    private final AtomicBoolean clientHasGone = new AtomicBoolean();

    /** The number of threads of the container in the request; negative once it has been given up. */
    private final AtomicInteger threads = new AtomicInteger();

    private volatile @Nullable AsyncContext async;

    ServletTrackedRequest(Membership membership, HttpServletRequest request) {
        this.membership = membership;
        request.setAttribute(ATTRIBUTE, this);
    }

    /** The tracked request that a request is; null if it is not tracked. */
    static @Nullable ServletTrackedRequest of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof ServletTrackedRequest tracked ? tracked : null;
    }

    static String name(HttpServletRequest request, String path) {
        return RequestName.of(request.getMethod(), path);
    }

    void rename(HttpServletRequest request, String pattern) {
        membership.rename(name(request, pattern));
    }

    @Override
    protected ActiveTask task() {
        return membership.task();
    }

    /**
     * Completes its asynchronous processing, if there is any.
     *
     * <p>It takes no lock that the end of the request takes as well: Tomcat notifies of the end while it holds the
     * monitor that the completion needs. So it may be completed once more in the moment in which it ends, which the
     * container refuses.
     */
    @Override
    protected void complete() {
        AsyncContext started = async;
        if (started != null && !isOver()) {
            try {
                started.complete();
            } catch (IllegalStateException dispatchedOrCompleted) {
                // It ends by itself.
            }
        }
    }

    /** Gives it up if no thread of the container is in it; the group interrupts a thread that is. */
    @Override
    protected void cancel() {
        if (threads.compareAndSet(0, GIVEN_UP)) {
            failed = true;
            end();
        }
    }

    /** Sends a part of the answer. If that fails, the client has gone. */
    void send(Output part) throws IOException {
        try {
            part.send();
        } catch (IOException gone) {
            clientHasGone();
            throw gone;
        }
    }

    /** Records that a part of the answer could not be sent. */
    void clientHasGone() {
        if (clientHasGone.compareAndSet(false, true)) {
            giveUpUnlessItEnds();
        }
    }

    private void giveUpUnlessItEnds() {
        Context.background().withTimeout(TIME_FOR_CONTAINER).done().onClose(() -> {
            complete();
            cancel();
        });
    }

    void dispatch(FilterChain chain, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        if (isOver() || !enter()) { // the container has completed it, and dispatches all the same
            chain.doFilter(request, response);
            return;
        }
        try {
            dispatchAsPart(chain, request, response);
        } finally {
            leave();
        }
    }

    private boolean enter() {
        return threads.getAndUpdate(inside -> inside < 0 ? inside : inside + 1) >= 0;
    }

    private void leave() {
        threads.decrementAndGet();
        if (clientHasGone.get() && !isOver()) {
            giveUpUnlessItEnds();
        }
    }

    private void dispatchAsPart(FilterChain chain, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        boolean returned = false;
        try {
            asPart(() -> chain.doFilter(request, response));
            returned = true;
        } finally {
            failed |= !returned;
            boolean continues = false;
            try {
                continues = isContinued(request);
            } finally {
                if (!continues) {
                    end();
                }
            }
        }
    }

    private void asPart(ThrowingRunnable<Exception> part) throws IOException, ServletException {
        boolean wasInterrupted = Thread.currentThread().isInterrupted();
        try {
            membership.run(part);
        } catch (IOException | ServletException | RuntimeException thrown) {
            throw thrown;
        } catch (Exception undeclared) {
            throw new ServletException(undeclared);
        } finally {
            if (!wasInterrupted) {
                Thread.interrupted(); // the container still writes the answer, and does not interrupt requests itself
            }
        }
    }

    private boolean isContinued(HttpServletRequest request) {
        if (!request.isAsyncStarted()) {
            return false;
        }
        try {
            AsyncContext started = request.getAsyncContext();
            started.addListener(this);
            async = started;
            LongRunningRequest known = longRunning();
            if (known != null) {
                known.continues();
            }
            return true;
        } catch (IllegalStateException completed) {
            return false;
        }
    }

    private void end() {
        ended(membership, failed);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // The application answers, or the container does; completion follows.
    }

    @Override
    public void onError(AsyncEvent event) {
        failed = true; // completion follows
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }

    /** The sending of a part of the answer, which fails if the client has gone. */
    interface Output {

        void send() throws IOException;
    }
}
