package io.github.waitgroup.spring.shutdown;

import static io.github.waitgroup.spring.Fixtures.group;
import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.waitgroup.DrainReport;
import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.WaitGroupClosedException;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.StuckTask;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

/** Groups whose tasks start tasks in each other's, while the application closes. */
@ExtendWith(OutputCaptureExtension.class)
@SuppressWarnings("try") // that a stuck task is there is all that is needed of it
class JointDrainTests {

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final ApplicationContextRunner recorded =
            starter().withBean(DrainRecorder.class, () -> new DrainRecorder(events));

    private final ApplicationContextRunner oneAndTwo =
            recorded.withPropertyValues("wait-group.groups.one.timeout=20s", "wait-group.groups.two.timeout=20s");

    @Test
    void taskStartsAnotherInANeighbourThatIsIdle(CapturedOutput output) {
        oneAndTwo.run(context -> {
            Group one = group(context, "one");
            Group two = group(context, "two");
            for (Group[] fromTo : new Group[][] {{one, two}, {two, one}}) {
                Group to = fromTo[1];
                fromTo[0].start("first", () -> {
                    Fixtures.await(fromTo[0].stopChannel());
                    Fixtures.await(to.stopChannel());
                    to.start("second", () -> fromTo[0].start("third", () -> {}));
                });
            }
            context.close();
            assertThat(one.counts().completed() + two.counts().completed()).isEqualTo(6);
            assertThat(one.counts().refused() + two.counts().refused()).isZero();
            assertThat(events).containsExactlyInAnyOrder("one drained 1", "two drained 1");
            assertThat(output)
                    .contains("Group 'one' has drained: 1 task and 2 follow-ups in ")
                    .doesNotContain("WARN");
        });
    }

    @Test
    void groupThatHasDrainedStaysOpenUntilTheLastPhaseHasDrained() {
        recorded.withPropertyValues(
                        "wait-group.groups.first.phase=20",
                        "wait-group.groups.beside.phase=20",
                        "wait-group.groups.last.phase=10")
                .run(context -> {
                    Group first = group(context, "first");
                    Group beside = group(context, "beside");
                    Group last = group(context, "last");
                    CountDownLatch ran = new CountDownLatch(1);
                    last.start("of the last phase", () -> {
                        Awaitility.await().atMost(Fixtures.FOREVER).until(() -> events.size() == 2);
                        first.start(
                                "from last",
                                () -> beside.start("from first", () -> {
                                    Fixtures.await(last.stopChannel());
                                    last.start("from beside", ran::countDown);
                                }));
                    });
                    context.close();
                    assertThat(ran.getCount()).isZero();
                    assertThat(events.subList(0, 2)).containsExactlyInAnyOrder("first drained 0", "beside drained 0");
                    assertThat(events.subList(2, events.size())).containsExactly("last drained 1");
                    for (Group group : List.of(first, beside, last)) {
                        assertThat(group.counts().refused()).isZero();
                        assertThat(group.counts().active()).isZero();
                        assertThat(group.tryStart("outsider", () -> {})).isFalse();
                    }
                });
    }

    @Test
    void followUpOfADrainedGroupThatHangsIsNamedAtTheEnd(CapturedOutput output) {
        recorded.withPropertyValues(
                        "wait-group.groups.first.phase=20",
                        "wait-group.groups.last.phase=10",
                        "wait-group.groups.last.timeout=300ms")
                .run(context -> {
                    Group first = group(context, "first");
                    Group last = group(context, "last");
                    AtomicReference<StuckTask> stuck = new AtomicReference<>();
                    last.start("of the last phase", () -> {
                        Fixtures.await(last.stopChannel());
                        stuck.set(StuckTask.in(first, "hangs"));
                    });
                    context.close();
                    stuck.get().release();
                    assertThat(events)
                            .startsWith("first drained 0")
                            .containsExactlyInAnyOrder("first drained 0", "last drained 1", "first left hangs");
                    assertThat(output)
                            .contains("Interrupted 1 task of group 'first', ")
                            .contains("Group 'first' has not drained: 1 task still active");
                });
    }

    @Test
    void groupsWhoseTasksStartEachOtherWithoutEndAreNamedAtTheEndOfTheirTime(CapturedOutput output) {
        recorded.withPropertyValues("wait-group.groups.one.timeout=1s", "wait-group.groups.two.timeout=1s")
                .run(context -> {
                    Group one = group(context, "one");
                    Group two = group(context, "two");
                    one.start("ping", () -> hop(two, one));
                    assertThat(Fixtures.timeToClose(context)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
                    assertThat(output)
                            .containsPattern("WARN .* The time of group '(one|two)' is up, and tasks of the groups"
                                    + " \\[one, two\\] still start tasks in each other");
                    assertThat(one.counts().accepted()).isGreaterThan(1);
                    assertThat(two.counts().accepted()).isGreaterThan(1);
                    Fixtures.awaitEmpty(one);
                    Fixtures.awaitEmpty(two);
                });
    }

    private static void hop(Group to, Group back) {
        to.tryStart("hop", () -> hop(back, to));
    }

    @Test
    void idleGroupDoesNotSayThatItTookTheTimeOfItsNeighbour(CapturedOutput output) {
        recorded.withPropertyValues("wait-group.groups.idle.timeout=100ms", "wait-group.groups.stuck.timeout=500ms")
                .run(context -> {
                    GroupDrains drains = context.getBean(GroupDrains.class);
                    try (StuckTask stuck = StuckTask.in(group(context, "stuck"), "hangs")) {
                        context.close();
                    }
                    DrainReport idle = drains.latest("idle").orElseThrow();
                    assertThat(idle.isDrained()).isTrue();
                    assertThat(idle.elapsed()).isLessThan(Duration.ofMillis(100));
                    assertThat(drains.latest("stuck").orElseThrow().elapsed()).isGreaterThan(Duration.ofMillis(400));
                    assertThat(output)
                            .contains("Group 'idle' has drained: 0 tasks in 0.000 s")
                            .contains("Group 'stuck' has not drained: 1 task still active")
                            .doesNotContain("still start tasks", "given up");
                });
    }

    @Test
    void idleGroupAcceptsFollowUpWorkAfterItsOwnTimeWhileANeighbourHasMore() {
        recorded.withPropertyValues("wait-group.groups.idle.timeout=50ms", "wait-group.groups.busy.timeout=20s")
                .run(context -> {
                    Group idle = group(context, "idle");
                    Group busy = group(context, "busy");
                    busy.start("task", () -> {
                        Fixtures.await(idle.stopChannel());
                        CountDownLatch never = new CountDownLatch(1);
                        assertThat(Fixtures.awaitAtMost(Duration.ofMillis(300), never))
                                .isFalse();
                        idle.start("late follow-up", () -> {});
                    });
                    context.close();
                    assertThat(idle.counts().completed()).isOne();
                    assertThat(busy.counts().failed()).isZero();
                });
    }

    @Test
    void outsiderIsRefusedAndReadsWhy() {
        oneAndTwo.run(context -> {
            Group one = group(context, "one");
            CompletableFuture<?> closing;
            try (StuckTask stuck = StuckTask.in(group(context, "two"), "stuck")) {
                closing = Fixtures.runAsync(context::close);
                Fixtures.await(one.stopChannel());
                assertThatExceptionOfType(WaitGroupClosedException.class)
                        .isThrownBy(() -> one.start("outsider", () -> {}))
                        .withMessageContaining("This thread is in flight in no group");
            }
            closing.join();
        });
    }

    @Test
    void groupThatIsStoppedAloneDoesNotWaitForOthersAndAcceptsTheirTasks() throws Exception {
        oneAndTwo.run(context -> {
            Group one = group(context, "one");
            Group two = group(context, "two");
            ManagedGroup managed =
                    context.getBean(GroupRegistry.class).findManaged("one").orElseThrow();
            Membership request = one.enrol("request");
            try (StuckTask stuck = StuckTask.in(two, "stuck")) {
                CompletableFuture<DrainReport> stop = CompletableFuture.supplyAsync(
                        () -> context.getBean(GroupDrains.class).stop(managed));
                Fixtures.await(one.stopChannel());
                two.run("task", () -> one.run("follow-up", () -> {}));
                request.close();
                assertThat(stop.join().isDrained()).isTrue();
                two.run(
                        "task",
                        () -> assertThat(one.tryStart("after the stop", () -> {}))
                                .isFalse());
            }
        });
    }

    @Test
    void neighbourThatFailsToBeginItsDrainHoldsNobodyUp() {
        oneAndTwo.run(context -> {
            onEventOfTheClose(context, entry -> {
                if (entry.event() == ShutdownEvent.DRAIN && "one".equals(entry.group())) {
                    throw new IllegalStateException("the log fails");
                }
            });
            assertThat(Fixtures.timeToClose(context)).isLessThan(GroupDrain.PROGRESS_INTERVAL);
            assertThat(events).contains("two drained 0");
        });
    }

    @Test
    void neighbourThatIsStoppedAloneHoldsNobodyUpOnceItHasStopped() {
        oneAndTwo.run(context -> {
            GroupLifecycle alone = context.getBean("oneGroup.lifecycle", GroupLifecycle.class);
            CountDownLatch stopped = new CountDownLatch(1);
            CompletableFuture<?> stop;
            try (StuckTask stuck = StuckTask.in(group(context, "one"), "stuck")) {
                stop = Fixtures.runAsync(alone::stop);
                Fixtures.await(group(context, "one").stopChannel());
                context.getBean("twoGroup.lifecycle", GroupLifecycle.class).stop(stopped::countDown);
                Awaitility.await().atMost(Fixtures.FOREVER).until(() -> waits("twoGroup-drain"));
            }
            stop.join();
            assertThat(Fixtures.awaitAtMost(GroupDrain.PROGRESS_INTERVAL.minusSeconds(1), stopped))
                    .isTrue();
        });
    }

    /** The reporter sets a listener when the close begins, which this one replaces. */
    private static void onEventOfTheClose(
            ConfigurableApplicationContext context, Consumer<ShutdownTimeline.Entry> listener) {
        ShutdownTimeline timeline = context.getBean(ShutdownTimeline.class);
        ApplicationListener<ContextClosedEvent> last =
                closed -> timeline.onEvent((entry, message) -> listener.accept(entry));
        context.addApplicationListener(last);
    }

    private static boolean waits(String thread) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(each -> each.getName().equals(thread) && each.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void groupThatStayedOpenIsClosedEvenIfTheLogOfTheLastDrainBlocks() {
        recorded.withPropertyValues("wait-group.groups.first.phase=20", "wait-group.groups.last.phase=10")
                .run(context -> {
                    Group first = group(context, "first");
                    Group last = group(context, "last");
                    JointDrain all = context.getBean(JointDrain.class);
                    CountDownLatch blocks = new CountDownLatch(1);
                    CountDownLatch release = new CountDownLatch(1);
                    onEventOfTheClose(context, entry -> {
                        if (entry.event() == ShutdownEvent.DRAINED && "last".equals(entry.group())) {
                            blocks.countDown();
                            Fixtures.await(release);
                        }
                    });
                    AtomicReference<List<Group>> open = new AtomicReference<>();
                    last.start("of the last phase", () -> {
                        Fixtures.await(last.stopChannel());
                        open.set(all.drainedBefore(last));
                    });
                    CompletableFuture<?> closing = Fixtures.runAsync(context::close);
                    Fixtures.await(blocks);
                    assertThat(open.get()).containsExactly(first);
                    assertThat(all.drainedBefore(last)).isEmpty();
                    release.countDown();
                    closing.join();
                });
    }

    @Test
    void groupsThatAreStartedAgainDrainAsOneAgain() {
        oneAndTwo.run(context -> {
            Group one = group(context, "one");
            Group two = group(context, "two");
            for (int round = 1; round <= 3; round++) {
                one.start("first", () -> {
                    Fixtures.await(two.stopChannel());
                    two.start("second", () -> {});
                });
                context.stop();
                assertThat(one.tryStart("stopped", () -> {})).isFalse();
                assertThat(two.tryStart("stopped", () -> {})).isFalse();
                assertThat(two.counts().completed()).isEqualTo(round);
                context.start();
            }
            assertThat(one.counts().failed()).isZero();
        });
    }
}
