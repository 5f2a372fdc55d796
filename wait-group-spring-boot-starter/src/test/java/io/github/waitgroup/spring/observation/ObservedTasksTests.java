package io.github.waitgroup.spring.observation;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.GroupInstrumentation;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.FilteredClassLoader;

class ObservedTasksTests {

    private final ObservationRegistry registry = ObservationRegistry.create();
    private final Queue<Observation.Context> stopped = new ConcurrentLinkedQueue<>();

    ObservedTasksTests() {
        registry.observationConfig().observationHandler(new ObservationHandler<>() {
            @Override
            public void onStop(Observation.Context context) {
                stopped.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
    }

    @Test
    void aTaskContinuesTheTraceThatStartedItWhereTracingIsPresent() {
        starter().run(context -> {
            assertThat(context).hasSingleBean(ContextPropagation.class).doesNotHaveBean(ObservedTasks.class);
            assertThat(currentInTask(context.getBean(Group.class), "request")).isEqualTo("request");
        });
    }

    @Test
    void contextIsNotCarriedOverIfTheApplicationDoesNotWantIt() {
        starter()
                .withPropertyValues("spring.task.execution.propagate-context=false")
                .run(context -> assertThat(currentInTask(context.getBean(Group.class), "request"))
                        .isNull());
    }

    @Test
    void contextIsNotCarriedOverWithoutTracingOrItsPropagation() {
        for (Class<?> missing : List.of(Tracer.class, ContextSnapshotFactory.class)) {
            starter().withClassLoader(new FilteredClassLoader(missing)).run(context -> {
                assertThat(context).hasNotFailed().doesNotHaveBean(GroupInstrumentation.class);
                assertThat(currentInTask(context.getBean(Group.class), "request"))
                        .isNull();
            });
        }
    }

    @Test
    void eachTaskIsAnObservationIfTheApplicationWantsThat() {
        starter()
                .withBean(ObservationRegistry.class, () -> registry)
                .withBean(FailureHandler.class, () -> (in, task, failure) -> {})
                .withPropertyValues("wait-group.observations.enabled=true", "wait-group.groups.orders.phase=5")
                .run(context -> {
                    Group group = context.getBean(Group.class);
                    Error failure = new AssertionError("on purpose");
                    assertThat(currentInTask(group, "request")).isEqualTo("wait.group.task");
                    group.start("mail-43", () -> {
                        throw failure;
                    });
                    Fixtures.awaitEmpty(group);

                    List<Observation.Context> tasks = new ArrayList<>(stopped);
                    tasks.removeIf(each -> !each.getName().equals("wait.group.task"));
                    assertThat(tasks)
                            .hasSize(2)
                            .allSatisfy(each -> assertThat(each.getLowCardinalityKeyValue("group")
                                            .getValue())
                                    .isEqualTo("orders"));
                    Observation.Context first = tasks.get(0);
                    assertThat(first.getHighCardinalityKeyValue("task").getValue())
                            .isEqualTo("mail-42");
                    assertThat(first.getContextualName()).isEqualTo("task of orders");
                    assertThat(first.getParentObservation().getContextView().getName())
                            .isEqualTo("request");
                    assertThat(tasks.get(1).getError()).isSameAs(failure);
                    assertThat(tasks.get(1).getParentObservation()).isNull();
                });
    }

    /** What is being observed in a task that is started while {@code name} is. */
    private @Nullable String currentInTask(Group group, String name) {
        AtomicReference<@Nullable String> seen = new AtomicReference<>();
        Observation.createNotStarted(name, registry)
                .observe(() -> group.start("mail-42", () -> {
                    Observation current = registry.getCurrentObservation();
                    seen.set(current == null ? null : current.getContext().getName());
                }));
        Fixtures.awaitEmpty(group);
        return seen.get();
    }
}
