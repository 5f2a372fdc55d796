package io.github.waitgroup.benchmarks;

import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.web.ServletTrackingAutoConfiguration;
import io.github.waitgroup.spring.web.ServletTrackingFilter;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * A request goes through a filter to a handler that does nothing. Request and response are used again, without
 * attributes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HttpFilterBenchmark {

    private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/orders/42");
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final FilterChain nothing = (handled, answer) -> {};
    private final AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();

    private Filter tracking;
    private Filter observing;

    @Setup
    public void createFilters() {
        context.setServletContext(new MockServletContext());
        context.register(WaitGroupAutoConfiguration.class, ServletTrackingAutoConfiguration.class);
        context.refresh();
        tracking = context.getBean(ServletTrackingFilter.class);
        ObservationRegistry observations = ObservationRegistry.create();
        observations
                .observationConfig()
                .observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
        observing = new ServerHttpObservationFilter(observations);
    }

    @TearDown
    public void close() {
        context.close();
    }

    @Benchmark
    public Object noFilter() throws ServletException, IOException {
        nothing.doFilter(request, response);
        request.clearAttributes();
        return response;
    }

    @Benchmark
    public Object observationFilter() throws ServletException, IOException {
        return requestThrough(observing);
    }

    @Benchmark
    public Object trackingFilter() throws ServletException, IOException {
        return requestThrough(tracking);
    }

    private Object requestThrough(Filter filter) throws ServletException, IOException {
        filter.doFilter(request, response, nothing);
        request.clearAttributes();
        return response;
    }
}
