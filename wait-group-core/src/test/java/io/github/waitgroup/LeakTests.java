package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many short lives beside one long one leave the heap as it was. */
class LeakTests {

    /** Less than one byte for each of a million; a single retained object would take 16. */
    private static final long TOLERANCE = 1_000_000;

    /** A platform thread is a thousand times as dear as a virtual one. */
    private static final int TASKS = Runtime.version().feature() >= 21 ? 2_000_000 : 100_000;

    private static final int BATCH = 10_000;

    @Test
    void manyTasksOfOneGroupLeaveNothingBehind() {
        Group group = new Group("many");
        long retained = retainedBy(() -> {
            for (int i = 0; i < TASKS / BATCH; i++) {
                for (int j = 0; j < BATCH; j++) {
                    group.start(() -> {});
                }
                group.await();
            }
        });
        assertThat(group.counts()).isEqualTo(new TaskCounts(TASKS, TASKS, 0, 0));
        assertThat(retained).isLessThan(Math.min(TOLERANCE, TASKS));
    }

    @Test
    void manyTasksOfWhichEachStartsTheNextInAGroupWithALimitLeaveNothingBehind() {
        Group group = new Group("many", FailureHandler.uncaught(), 1);
        AtomicInteger left = new AtomicInteger(25_000);
        long retained = retainedBy(() -> {
            startNext(group, left);
            group.await();
        });
        assertThat(group.counts()).isEqualTo(new TaskCounts(25_000, 25_000, 0, 0));
        assertThat(retained).isLessThan(100_000);
    }

    @Test
    void manyTasksOfWhichEachStartsTheNextAndCarriesItLeaveNothingBehind() {
        Group group = new Group("many");
        new GroupSet().add(group);
        AtomicInteger left = new AtomicInteger(10_000);
        Gate isLast = new Gate();
        Gate end = new Gate();
        long retained = retainedBy(() -> {
            startNextWithin(null, group, left, () -> {
                isLast.open();
                end.pass();
            });
            isLast.pass();
        });
        assertThat(group.counts().accepted()).isEqualTo(10_000);
        end.open();
        assertThat(retained).isLessThan(500_000);
    }

    @SuppressWarnings("try") // the scope is needed for its end alone
    private static void startNextWithin(@Nullable InFlight previous, Group group, AtomicInteger left, Body last) {
        group.start("next", () -> {
            try (InFlight.Scope scope = InFlight.enter(previous)) {
                if (left.decrementAndGet() > 0) {
                    startNextWithin(InFlight.current(), group, left, last);
                } else {
                    last.run();
                }
            }
        });
    }

    private static void startNext(Group group, AtomicInteger left) {
        group.start("next", () -> {
            if (left.decrementAndGet() > 0) {
                startNext(group, left);
            }
        });
    }

    @Test
    void aMillionTasksInTheThreadOfTheirCallerLeaveNothingBehind() {
        Group group = new Group("many");
        long retained = retainedBy(() -> {
            for (int i = 0; i < 1_000_000; i++) {
                group.run("guest", () -> {});
            }
        });
        assertThat(group.counts()).isEqualTo(new TaskCounts(1_000_000, 1_000_000, 0, 0));
        assertThat(retained).isLessThan(TOLERANCE);
    }

    @Test
    void aMillionChildrenThatEndedLeaveNothingInTheirParent() {
        CancellableContext parent = Context.background().withCancel();
        long retained = retainedBy(() -> {
            for (int i = 0; i < 500_000; i++) {
                parent.withCancel().cancel();
                parent.withTimeout(Duration.ofHours(1)).cancel();
            }
        });
        assertThat(parent.isDone()).isFalse();
        assertThat(retained).isLessThan(TOLERANCE);
    }

    @Test
    void aMillionActionsThatWereTakenBackLeaveNothingInTheirChannel() {
        CloseableStopChannel channel = new CloseableStopChannel();
        long retained = retainedBy(() -> {
            StopChannel.Registration[] registrations = new StopChannel.Registration[100_000];
            for (int i = 0; i < 10; i++) {
                for (int j = 0; j < registrations.length; j++) {
                    registrations[j] = channel.onClose(() -> {});
                }
                for (StopChannel.Registration registration : registrations) {
                    assertThat(registration.cancel()).isTrue();
                }
            }
        });
        assertThat(channel.isClosed()).isFalse();
        assertThat(retained).isLessThan(TOLERANCE);
    }

    private static long retainedBy(Body body) {
        long before = used();
        Body.task(body).run();
        return used() - before;
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) { // a reference that is cleared by one collection frees memory in the next
            System.gc();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }
}
