package io.github.waitgroup.spring.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Backoff;
import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RestartingTests {

    private final List<String> reported = new CopyOnWriteArrayList<>();
    private final List<String> fatal = new CopyOnWriteArrayList<>();
    private final Group group = new Group("pollers", (in, task, failure) -> fatal.add(failure.getMessage()));

    @Test
    void methodIsCalledAgainUntilACallReturns() {
        AtomicInteger calls = new AtomicInteger();
        run(Duration.ofMillis(1), context -> {
            if (calls.incrementAndGet() < 3) {
                throw new IllegalStateException("call " + calls);
            }
        });
        Fixtures.awaitEmpty(group);
        assertThat(calls).hasValue(3);
        assertThat(reported).containsExactly("outbox: call 1", "outbox: call 2");
        assertThat(fatal).isEmpty();
        assertThat(group.counts().completed()).isOne();
    }

    @Test
    void stopEndsThePause() {
        Turnstile calls = new Turnstile();
        run(Duration.ofDays(1), context -> {
            calls.pass();
            throw new IllegalStateException("thrown");
        });
        calls.await(1);
        assertThat(group.stop(Fixtures.FOREVER).isDrained()).isTrue();
        assertThat(calls.passed()).isOne();
        assertThat(group.counts().active()).isZero();
    }

    @Test
    void callThatThrowsWhenTheGroupStopsHasFailed() {
        Turnstile calls = new Turnstile();
        run(Duration.ofMillis(1), context -> {
            calls.pass();
            Fixtures.await(context.done());
            throw new IllegalStateException("while stopping");
        });
        calls.await(1);
        group.stop(Fixtures.FOREVER);
        assertThat(fatal).containsExactly("while stopping");
        assertThat(reported).isEmpty();
        assertThat(group.counts().failed()).isOne();
    }

    @Test
    void interruptEndsThePause() {
        Thread[] thread = new Thread[1];
        Turnstile calls = new Turnstile();
        run(Duration.ofDays(1), context -> {
            thread[0] = Thread.currentThread();
            calls.pass();
            throw new IllegalStateException("thrown");
        });
        calls.await(1);
        Awaitility.await().atMost(Fixtures.FOREVER).until(() -> thread[0].getState() == Thread.State.TIMED_WAITING);
        thread[0].interrupt();
        Fixtures.awaitEmpty(group);
        assertThat(calls.passed()).isOne();
        assertThat(group.counts().completed()).isOne();
    }

    @Test
    void interruptThatACallLeavesBehindDoesNotEndTheWorker() {
        AtomicInteger calls = new AtomicInteger();
        run(Duration.ofMillis(1), context -> {
            if (calls.incrementAndGet() < 3) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("thrown");
            }
        });
        Fixtures.awaitEmpty(group);
        assertThat(calls).hasValue(3);
    }

    @Test
    void failureHandlerThatThrowsDoesNotEndTheWorker() {
        AtomicInteger calls = new AtomicInteger();
        FailureHandler throwing = (in, task, failure) -> {
            throw new IllegalStateException("thrown by the handler");
        };
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        CallFailures failures = new CallFailures(group, throwing);
        Restarting work = Restarting.after(
                Duration.ofMillis(1),
                0,
                context -> {
                    Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
                    if (calls.incrementAndGet() < 2) {
                        throw new IllegalStateException("thrown by the call");
                    }
                },
                failures);
        new Worker(group, "outbox", work).start();
        Fixtures.awaitEmpty(group);
        assertThat(calls).hasValue(2);
        assertThat(uncaught).singleElement().satisfies(failure -> {
            assertThat(failure).hasMessage("thrown by the handler");
            assertThat(failure.getSuppressed()[0]).hasMessage("thrown by the call");
        });
    }

    @Test
    void pausesDoubleUpToAMinuteOrStayIfTheyAreLonger() {
        Backoff backoff = restarting(Duration.ofSeconds(1), context -> {}).backoff();
        assertThat(List.of(backoff.delay(0), backoff.delay(1), backoff.delay(5), backoff.delay(6), backoff.delay(999)))
                .extracting(Duration::toSeconds)
                .containsExactly(1L, 2L, 32L, 60L, 60L);
        Backoff longer = restarting(Duration.ofMinutes(5), context -> {}).backoff();
        assertThat(List.of(longer.delay(0), longer.delay(9))).containsOnly(Duration.ofMinutes(5));
    }

    @Test
    void callThatLastedAsLongAsTheLongestPauseMakesItTheFirstAgain() {
        Restarting restarting = restarting(Duration.ofSeconds(1), context -> {});
        assertThat(restarting.round(7, Duration.ofSeconds(59))).isEqualTo(7);
        assertThat(restarting.round(7, Duration.ofSeconds(60))).isZero();
    }

    private void run(Duration first, WorkerBody call) {
        new Worker(group, "outbox", restarting(first, call)).start();
    }

    private Restarting restarting(Duration first, WorkerBody call) {
        FailureHandler handler = (in, task, failure) -> reported.add(task.name() + ": " + failure.getMessage());
        return Restarting.after(first, 0, call, new CallFailures(group, handler));
    }
}
