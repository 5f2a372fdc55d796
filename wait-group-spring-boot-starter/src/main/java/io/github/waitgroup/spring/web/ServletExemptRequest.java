package io.github.waitgroup.spring.web;

import io.github.waitgroup.StopChannel;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.AsyncHandlerInterceptor;

/** An exempt request of Spring MVC, from the moment that its handler takes a stop channel until the request is over. */
final class ServletExemptRequest implements AsyncListener {

    private static final String ATTRIBUTE = ServletExemptRequest.class.getName();

    private final FollowingChannel stop;

    private ServletExemptRequest(StopChannel followed) {
        this.stop = new FollowingChannel(followed);
    }

    /** The stop channel of a request, which follows another one. */
    static StopChannel listen(HttpServletRequest request, StopChannel followed) {
        ServletExemptRequest known = of(request);
        if (known == null) {
            known = new ServletExemptRequest(followed);
            request.setAttribute(ATTRIBUTE, known);
        }
        return known.stop.channel();
    }

    private static @Nullable ServletExemptRequest of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof ServletExemptRequest exempt ? exempt : null;
    }

    private void leaves(HttpServletRequest request) {
        if (request.isAsyncStarted()) {
            try {
                request.getAsyncContext().addListener(this);
                return;
            } catch (IllegalStateException completed) {
                // It is over.
            }
        }
        over(request);
    }

    /** A later dispatch of the request, such as one for an error page, gets another channel. */
    private void over(HttpServletRequest request) {
        stop.release();
        request.removeAttribute(ATTRIBUTE);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        stop.release();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // The application answers, or the container does; completion follows.
    }

    @Override
    public void onError(AsyncEvent event) {
        // Completion follows.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }

    /** Finds the end of each dispatch of an exempt request. */
    static final class Interceptor implements AsyncHandlerInterceptor {

        @Override
        public void afterConcurrentHandlingStarted(
                HttpServletRequest request, HttpServletResponse response, Object handler) {
            left(request);
        }

        @Override
        public void afterCompletion(
                HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
            left(request);
        }

        private static void left(HttpServletRequest request) {
            ServletExemptRequest exempt = of(request);
            if (exempt != null) {
                exempt.leaves(request);
            }
        }
    }
}
