package io.github.waitgroup.spring.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.AsyncHandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Adds the requests of Spring MVC whose handlers return a stream of events to the long-running ones. The type of the
 * response shows the same, but only once the first event is written.
 */
final class ServletEventStreams implements AsyncHandlerInterceptor {

    private final LongRunningRequests longRunning;

    ServletEventStreams(LongRunningRequests longRunning) {
        this.longRunning = longRunning;
    }

    @Override
    public void afterConcurrentHandlingStarted(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        ServletTrackedRequest tracked = ServletTrackedRequest.of(request);
        if (tracked != null && handler instanceof HandlerMethod method && isReturnedBy(method, request)) {
            longRunning.add(tracked);
        }
    }

    static boolean isTypeOfEvents(@Nullable String contentType) {
        return contentType != null && contentType.startsWith(MediaType.TEXT_EVENT_STREAM_VALUE);
    }

    private static boolean isReturnedBy(HandlerMethod handler, HttpServletRequest request) {
        ResolvableType declared = ResolvableType.forMethodParameter(handler.getReturnType());
        ResolvableType answer = HttpEntity.class.isAssignableFrom(declared.toClass())
                ? declared.as(HttpEntity.class).getGeneric()
                : declared;
        if (SseEmitter.class.isAssignableFrom(answer.toClass())) {
            return true;
        }
        ReactiveAdapter reactive = ReactiveAdapterRegistry.getSharedInstance().getAdapter(answer.toClass());
        return reactive != null
                && reactive.isMultiValue()
                && (ServerSentEvent.class.isAssignableFrom(answer.getGeneric().toClass()) || asksForEvents(request));
    }

    /** Whether Spring MVC sends the elements of a reactive type as events. */
    private static boolean asksForEvents(HttpServletRequest request) {
        if (request.getAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE) instanceof Collection<?> produced
                && !produced.isEmpty()) {
            return produced.stream().anyMatch(ServletEventStreams::isEventStream);
        }
        List<String> accepted = Collections.list(request.getHeaders(HttpHeaders.ACCEPT));
        return MediaType.parseMediaTypes(accepted).stream().anyMatch(ServletEventStreams::isEventStream);
    }

    private static boolean isEventStream(Object type) {
        return type instanceof MediaType media && MediaType.TEXT_EVENT_STREAM.equalsTypeAndSubtype(media);
    }
}
