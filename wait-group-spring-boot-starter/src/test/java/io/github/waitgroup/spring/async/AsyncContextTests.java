package io.github.waitgroup.spring.async;

import static io.github.waitgroup.spring.async.AsyncFixtures.executor;
import static io.github.waitgroup.spring.async.AsyncFixtures.get;
import static io.github.waitgroup.spring.async.AsyncFixtures.withAsync;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

/** The context that tasks of the {@code applicationTaskExecutor} take over. */
class AsyncContextTests {

    private static final String KEY = "order";

    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void mdcOfTheCallerIsSeenInTheAsyncMethod() {
        withAsync().withUserConfiguration(WithReader.class).run(context -> {
            Reader reader = context.getBean(Reader.class);
            MDC.put(KEY, "42");
            Future<@Nullable String> seen = reader.read();
            MDC.put(KEY, "changed");
            assertThat(get(seen)).isEqualTo("42");
            assertThat(MDC.get(KEY)).isEqualTo("changed");

            MDC.clear();
            assertThat(get(reader.read())).isNull();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", ""})
    void whatIsRegisteredIsCarriedOverOnceMore(String propagate) {
        ThreadLocal<@Nullable String> tenant = new ThreadLocal<>();
        ContextRegistry registry = ContextRegistry.getInstance();
        registry.registerThreadLocalAccessor("tenant", tenant);
        try {
            withAsync()
                    .withPropertyValues(propagate.isEmpty() ? "x=y" : "spring.task.execution.propagate-context=true")
                    .run(context -> {
                        tenant.set("blue");
                        MDC.put(KEY, "42");
                        assertThat(get(executor(context).submit(() -> tenant.get() + MDC.get(KEY))))
                                .isEqualTo("blue42");
                    });
        } finally {
            tenant.remove();
            registry.removeThreadLocalAccessor("tenant");
        }
    }

    @Test
    void observationOfTheCallerGoesOnInTheTaskAndItsTraceIsInTheMdcBesideTheRest() {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new TraceInMdc());
        withAsync().run(context -> {
            MDC.put(KEY, "42");
            Observation observation = Observation.start("request", registry);
            try (Observation.Scope scope = observation.openScope()) {
                assertThat(scope.getCurrentObservation()).isSameAs(observation);
                assertThat(get(executor(context).submit(() -> {
                            assertThat(registry.getCurrentObservation()).isSameAs(observation);
                            return MDC.getCopyOfContextMap();
                        })))
                        .isEqualTo(Map.of(KEY, "42", "traceId", "request"));
            } finally {
                observation.stop();
            }
        });
    }

    @Test
    void whatIsObservedInATaskThatIsAnObservationIsTheTask() {
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig().observationHandler(new TraceInMdc());
        withAsync()
                .withBean(ObservationRegistry.class, () -> registry)
                .withPropertyValues("wait-group.observations.enabled=true")
                .run(context -> {
                    MDC.put(KEY, "42");
                    Map<String, String> seen = Observation.createNotStarted("request", registry)
                            .observe(() -> get(executor(context).submit(MDC::getCopyOfContextMap)));
                    assertThat(seen).isEqualTo(Map.of(KEY, "42", "traceId", "wait.group.task"));
                });
    }

    @Test
    void nothingIsCarriedIfTheApplicationDoesNotWantIt() {
        withAsync()
                .withPropertyValues("spring.task.execution.propagate-context=false")
                .run(context -> {
                    MDC.put(KEY, "42");
                    assertThat(get(executor(context).submit(() -> MDC.get(KEY))))
                            .isNull();
                });
    }

    @Test
    void tasksRunWithoutTheLibraryToo() {
        withAsync()
                .withClassLoader(new FilteredClassLoader(ContextSnapshotFactory.class))
                .run(context -> {
                    MDC.put(KEY, "42");
                    assertThat(context).doesNotHaveBean("groupContextPropagation");
                    assertThat(get(executor(context).submit(() -> MDC.get(KEY))))
                            .isNull();
                });
    }

    /** As tracing libraries do it. */
    private static final class TraceInMdc implements ObservationHandler<Observation.Context> {

        @Override
        public void onScopeOpened(Observation.Context context) {
            MDC.put("traceId", context.getName());
        }

        @Override
        public void onScopeClosed(Observation.Context context) {
            MDC.remove("traceId");
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    @Import(Reader.class)
    static class WithReader {}

    static class Reader {

        @Async
        CompletableFuture<@Nullable String> read() {
            return CompletableFuture.completedFuture(MDC.get(KEY));
        }
    }
}
