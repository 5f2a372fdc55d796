package io.github.waitgroup.spring.source.observed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ObservedWorkTests {

    private final Group group = new Group("observations", (group, task, failure) -> {});
    private final ObservedWork work = new ObservedWork(group, new ObservedNames(List.of("orders.import", "mail.*")));
    private final ObservationRegistry registry = ObservationRegistry.create();

    ObservedWorkTests() {
        registry.observationConfig().observationHandler(work);
    }

    private Observation observation(String name) {
        return Observation.createNotStarted(name, registry);
    }

    private List<String> names() {
        return group.activeTasks().stream().map(ActiveTask::name).toList();
    }

    private void assertEnded(long completed, long failed) {
        assertThat(group.counts().completed()).isEqualTo(completed);
        assertThat(group.counts().failed()).isEqualTo(failed);
        assertThat(group.counts().active()).isZero();
    }

    @Test
    void observationOfAChosenNameIsATaskWithItsStack() {
        observation("orders.import").contextualName("import of shop 7").observe(() -> {
            assertThat(names()).containsExactly("orders.import import of shop 7");
            assertThat(group.activeTasks().get(0).stack()).isNotEmpty();
            assertThat(group.currentTask()).isNotNull();
        });
        assertThat(group.currentTask()).isNull();
        assertEnded(1, 0);
    }

    @Test
    void observationsOfOtherNamesAreNone() {
        observation("orders.export").observe(() -> assertThat(names()).isEmpty());
        assertThat(group.counts().accepted()).isZero();
    }

    @Test
    void asteriskMeansAllNamesWithThatBeginning() {
        observation("mail.send").observe(() -> assertThat(names()).containsExactly("mail.send"));
        observation("mail").observe(() -> assertThat(names()).isEmpty());
    }

    @Test
    void allObservationsCannotBeChosen() {
        for (String name : List.of("*", " ", "", "*.import", "orders.*.import")) {
            assertThatThrownBy(() -> new ObservedNames(List.of(name)))
                    .isInstanceOf(InvalidConfigurationPropertyValueException.class);
        }
    }

    @Test
    void observationWithAnErrorHasFailed() {
        assertThatThrownBy(() -> observation("orders.import").observe((Runnable) () -> {
                    throw new IllegalStateException("no such shop");
                }))
                .hasMessage("no such shop");
        assertEnded(0, 1);
    }

    @Test
    void nameThatAConventionGivesAtTheStartCounts() {
        ObservationConvention<Observation.Context> convention = new ObservationConvention<>() {
            @Override
            public String getName() {
                return "orders.import";
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        };
        Observation.createNotStarted(convention, registry)
                .observe(() -> assertThat(names()).containsExactly("orders.import"));
    }

    @Test
    void noExceptionLeavesTheHandler(CapturedOutput output) {
        Observation hostile = Observation.createNotStarted("orders.import", Hostile::new, registry);
        assertThat(hostile.observe(() -> "done")).isEqualTo("done");
        assertThat(Observation.createNotStarted("orders.import", Hostile::new, registry)
                        .observe(() -> "done"))
                .isEqualTo("done");
        assertThat(output.getOut().split("could not be tracked", -1)).hasSize(2);
        assertEnded(0, 2);
    }

    @Test
    void observationThatStartsWhenTheGroupHasStoppedIsLate() {
        group.stop(Duration.ZERO);
        observation("orders.import").observe(() -> assertThat(names()).containsExactly("orders.import"));
        assertThat(group.anomalies().late()).isEqualTo(1);
    }

    @Test
    void observationThatNobodyStopsEndsWhenItIsLost() {
        startAndLose();
        await().atMost(Fixtures.FOREVER).untilAsserted(() -> {
            System.gc();
            assertThat(group.anomalies().leaked()).isEqualTo(1);
        });
        assertEnded(0, 1);
    }

    private void startAndLose() {
        observation("orders.import").start();
        assertThat(names()).hasSize(1);
    }

    @Test
    void observationMayStopInAnotherThreadAndTwice() throws Exception {
        Observation observation = observation("orders.import").start();
        Thread thread = new Thread(observation::stop);
        thread.start();
        thread.join();
        work.onStop(observation.getContext());
        assertEnded(1, 0);
    }

    @Test
    void observationWithinOneBelongsToItsTask() {
        observation("orders.import")
                .observe(() -> observation("other")
                        .observe(() -> observation("mail.send")
                                .observe(() -> assertThat(names()).containsExactly("orders.import"))));
        assertEnded(1, 0);
    }

    @Test
    void taskLastsUntilAnObservationWithinItHasStopped() {
        Observation outer = observation("orders.import").start();
        Observation inner = observation("mail.send").parentObservation(outer).start();
        outer.stop();
        assertThat(names()).containsExactly("orders.import");
        Observation second = observation("mail.send").parentObservation(inner).start();
        inner.stop();
        assertThat(names()).containsExactly("orders.import");
        second.stop();
        assertEnded(1, 0);
    }

    @Test
    void errorOfAnObservationWithinCountsIfThatHasOutlivedTheOneAroundIt() {
        Observation outer = observation("orders.import").start();
        Observation inner = observation("mail.send").parentObservation(outer).start();
        Observation late = observation("mail.send").parentObservation(outer).start();
        inner.error(new IllegalStateException("tried again")).stop();
        outer.stop();
        late.stop();
        assertEnded(1, 0);
        Observation other = observation("orders.import").start();
        Observation lost = observation("mail.send").parentObservation(other).start();
        other.stop();
        lost.error(new IllegalStateException("lost")).stop();
        assertEnded(1, 1);
    }

    @Test
    void observationThatStartsAfterTheOneAroundItHasStoppedIsATaskOfItsOwn() {
        Observation outer = observation("orders.import").start();
        outer.stop();
        Observation inner = observation("mail.send").parentObservation(outer).start();
        assertThat(names()).containsExactly("mail.send");
        inner.stop();
        assertEnded(2, 0);
    }

    @Test
    void threadWithAScopeIsInFlight() throws Exception {
        Observation observation = observation("orders.import").start();
        assertThat(group.currentTask()).isNull();
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch close = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            try (Observation.Scope scope = observation.openScope()) {
                assertThat(scope.isNoop()).isFalse();
                open.countDown();
                Fixtures.await(close);
            }
        });
        thread.start();
        Fixtures.await(open);
        assertThat(group.activeTasks().get(0).stack())
                .anyMatch(frame -> frame.getClassName().startsWith(getClass().getName()));
        close.countDown();
        thread.join();
        assertThat(group.activeTasks().get(0).stack()).isEmpty();
        observation.stop();
    }

    @Test
    void scopesThatAreClosedInTheWrongOrderLeaveNothingBehind() {
        Observation first = observation("orders.import").start();
        Observation second = observation("mail.send").start();
        work.onScopeOpened(first.getContext());
        work.onScopeOpened(second.getContext());
        work.onScopeClosed(first.getContext());
        assertThat(group.currentTask()).isNotNull();
        work.onScopeClosed(second.getContext());
        assertThat(group.currentTask()).isNull();
        work.onScopeClosed(second.getContext());
        first.stop();
        second.stop();
        assertEnded(2, 0);
    }

    @Test
    void scopesThatAreResetLeaveNothingBehind() {
        Observation first = observation("orders.import").start();
        Observation second = observation("mail.send").start();
        work.onScopeOpened(first.getContext());
        work.onScopeOpened(second.getContext());
        work.onScopeReset(second.getContext());
        assertThat(group.currentTask()).isNull();
        first.stop();
        second.stop();
    }

    @Test
    void scopeThatOpensAfterTheStopIsNoPart() {
        Observation observation = observation("orders.import").start();
        ObservedTask task = observation.getContextView().get(work);
        observation.stop();
        OpenScope.open(task);
        assertThat(group.currentTask()).isNull();
        OpenScope.close(task);
    }

    @Test
    void handlerThatIsRegisteredTwiceMakesOneTask() {
        registry.observationConfig().observationHandler(work);
        observation("orders.import")
                .observe(() -> observation("mail.send")
                        .observe(() -> assertThat(names()).containsExactly("orders.import")));
        assertThat(group.currentTask()).isNull();
        assertThat(group.counts().accepted()).isEqualTo(1);
        assertEnded(1, 0);
    }

    @Test
    void applicationContextsThatShareARegistryHaveATaskEach() {
        Group child = new Group("child");
        registry.observationConfig()
                .observationHandler(new ObservedWork(child, new ObservedNames(List.of("orders.import"))));
        Observation.Context context = new Observation.Context();
        Observation.createNotStarted("orders.import", () -> context, registry).observe(() -> {
            assertThat(group.currentTask()).isNotNull();
            assertThat(child.currentTask()).isNotNull();
        });
        assertEnded(1, 0);
        assertThat(child.counts().completed()).isEqualTo(1);
    }

    @Test
    void handlerOfAClosedApplicationContextEndsWhatHasStartedAndTracksNoMore() {
        Observation started = observation("orders.import").start();
        Observation created = observation("orders.import");
        work.destroy();
        created.start();
        assertThat(work.supportsContext(new Observation.Context())).isFalse();
        assertThat(names()).containsExactly("orders.import");
        started.stop();
        created.stop();
        assertEnded(1, 0);
    }

    /** A context that fails wherever it can. */
    private static final class Hostile extends Observation.Context {

        @Override
        public <T> Observation.Context put(Object key, T value) {
            throw new IllegalStateException("full");
        }
    }
}
