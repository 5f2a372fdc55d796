package io.github.waitgroup.benchmarks;

import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import io.github.waitgroup.spring.web.ReactiveTrackingAutoConfiguration;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.boot.web.context.reactive.AnnotationConfigReactiveWebApplicationContext;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebHandler;
import org.springframework.web.server.adapter.HttpWebHandlerAdapter;
import org.springframework.web.server.handler.FilteringWebHandler;
import reactor.core.publisher.Mono;

/** A request of WebFlux goes to a handler that does nothing. The request is used again, the response is a new one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WebFilterBenchmark {

    private final MockServerHttpRequest request =
            MockServerHttpRequest.get("/orders/42").build();
    private final WebHandler nothing = exchange -> Mono.empty();
    private final AnnotationConfigReactiveWebApplicationContext context =
            new AnnotationConfigReactiveWebApplicationContext();

    private final HttpWebHandlerAdapter plain = new HttpWebHandlerAdapter(nothing);
    private final HttpWebHandlerAdapter observing = new HttpWebHandlerAdapter(nothing);

    private HttpWebHandlerAdapter tracking;

    @Setup
    public void createHandlers() {
        context.register(WaitGroupAutoConfiguration.class, ReactiveTrackingAutoConfiguration.class);
        context.refresh();
        List<WebFilter> filters = List.of(context.getBean(WebFilter.class));
        tracking = new HttpWebHandlerAdapter(new FilteringWebHandler(nothing, filters));
        ObservationRegistry observations = ObservationRegistry.create();
        observations
                .observationConfig()
                .observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
        observing.setObservationRegistry(observations);
        List.of(plain, observing, tracking).forEach(HttpWebHandlerAdapter::afterPropertiesSet);
    }

    @TearDown
    public void close() {
        context.close();
    }

    @Benchmark
    public Object noFilter() {
        return requestTo(plain);
    }

    @Benchmark
    public Object observation() {
        return requestTo(observing);
    }

    @Benchmark
    public Object trackingFilter() {
        return requestTo(tracking);
    }

    private Object requestTo(HttpWebHandlerAdapter handler) {
        MockServerHttpResponse response = new MockServerHttpResponse();
        handler.handle(request, response).block();
        return response;
    }
}
