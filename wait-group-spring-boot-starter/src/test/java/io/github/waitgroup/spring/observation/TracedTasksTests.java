package io.github.waitgroup.spring.observation;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;

import brave.Tracing;
import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.TraceContext;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.brave.bridge.BraveBaggageManager;
import io.micrometer.tracing.brave.bridge.BraveCurrentTraceContext;
import io.micrometer.tracing.brave.bridge.BraveTracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Spans of a real tracer. */
class TracedTasksTests {

    private final Queue<MutableSpan> spans = new ConcurrentLinkedQueue<>();
    private final Tracing brave = Tracing.newBuilder()
            .addSpanHandler(new SpanHandler() {
                @Override
                public boolean end(TraceContext context, MutableSpan span, Cause cause) {
                    return spans.add(span);
                }
            })
            .build();
    private final BraveTracer tracer = new BraveTracer(
            brave.tracer(), new BraveCurrentTraceContext(brave.currentTraceContext()), new BraveBaggageManager());
    private final ObservationRegistry registry = ObservationRegistry.create();

    TracedTasksTests() {
        registry.observationConfig().observationHandler(new DefaultTracingObservationHandler(tracer));
    }

    @AfterEach
    void close() {
        brave.close();
    }

    @Test
    void aTaskContinuesTheTrace() {
        starter().run(context -> {
            AtomicReference<String> inTask = new AtomicReference<>();
            String trace = startWithinARequest(context.getBean(Group.class), inTask);
            assertThat(inTask.get()).isEqualTo(trace);
            assertThat(spans).extracting(MutableSpan::name).containsExactly("request");
        });
    }

    @Test
    void anObservedTaskHasASpanOfItsOwnInTheTrace() {
        starter()
                .withBean(ObservationRegistry.class, () -> registry)
                .withPropertyValues("wait-group.observations.enabled=true")
                .run(context -> {
                    AtomicReference<String> inTask = new AtomicReference<>();
                    String trace = startWithinARequest(context.getBean(Group.class), inTask);
                    assertThat(inTask.get()).isEqualTo(trace);
                    assertThat(spans)
                            .extracting(MutableSpan::name)
                            .containsExactlyInAnyOrder("request", "task of default");
                    assertThat(spans)
                            .filteredOn(span -> span.name().startsWith("task"))
                            .allSatisfy(span -> {
                                assertThat(span.tag("group")).isEqualTo("default");
                                assertThat(span.tag("task")).isEqualTo("mail-42");
                                assertThat(span.parentId()).isNotNull();
                            });
                });
    }

    /** Returns the trace in which the task was started, and notes the one that it runs in. */
    private String startWithinARequest(Group group, AtomicReference<String> inTask) {
        AtomicReference<String> trace = new AtomicReference<>();
        Observation.createNotStarted("request", registry).observe(() -> {
            trace.set(traceId());
            group.start("mail-42", () -> inTask.set(traceId()));
        });
        Fixtures.awaitEmpty(group);
        return trace.get();
    }

    private String traceId() {
        Span span = tracer.currentSpan();
        return span == null ? "no span" : span.context().traceId();
    }
}
