package io.github.waitgroup.spring.web;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/** Renames a tracked request to the pattern of its handler, as soon as that is known. */
final class ServletPatternNames implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        ServletTrackedRequest tracked = ServletTrackedRequest.of(request);
        String pattern = pattern(request);
        if (tracked != null && pattern != null && request.getDispatcherType() == DispatcherType.REQUEST) {
            tracked.rename(request, pattern);
        }
        return true;
    }

    /** The pattern of the handler; null if it has none. */
    static @Nullable String pattern(HttpServletRequest request) {
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return pattern == null ? null : pattern.toString();
    }
}
