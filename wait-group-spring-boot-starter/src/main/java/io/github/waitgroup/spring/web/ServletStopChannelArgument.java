package io.github.waitgroup.spring.web;

import io.github.waitgroup.StopChannel;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** A resolver of stop channels as arguments of Spring MVC handlers, whose requests become long-running ones. */
final class ServletStopChannelArgument implements HandlerMethodArgumentResolver {

    private final RequestGate gate;

    ServletStopChannelArgument(RequestGate gate) {
        this.gate = gate;
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
                ? ServletExemptRequest.listen(servletRequest, gate.stopChannel())
                : gate.longRunning().listen(tracked);
    }
}
