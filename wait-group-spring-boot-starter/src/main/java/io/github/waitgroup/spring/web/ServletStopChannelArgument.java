package io.github.waitgroup.spring.web;

import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** The stop channel as an argument of a handler of Spring MVC, whose request is a long-running one by that. */
final class ServletStopChannelArgument implements HandlerMethodArgumentResolver {

    private final Group group;
    private final LongRunningRequests longRunning;

    ServletStopChannelArgument(Group group, LongRunningRequests longRunning) {
        this.group = group;
        this.longRunning = longRunning;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == StopChannel.class;
    }

    /** A channel of its own for a tracked request; one that follows the group's for an exempt request. */
    @Override
    public StopChannel resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        HttpServletRequest servletRequest = Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
        ServletTrackedRequest tracked = ServletTrackedRequest.of(servletRequest);
        return tracked == null
                ? ServletExemptRequest.listen(servletRequest, group.stopChannel())
                : longRunning.listen(tracked);
    }
}
