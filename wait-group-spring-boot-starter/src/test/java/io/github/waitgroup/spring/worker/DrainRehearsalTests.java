package io.github.waitgroup.spring.worker;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.waitgroup.Context;
import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.StuckTask;
import io.github.waitgroup.spring.worker.RehearsalReport.Reaction;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@SuppressWarnings("try") // that a stuck task is there is all that is needed of it
class DrainRehearsalTests {

    private final ApplicationContextRunner orders =
            starter().withPropertyValues("wait-group.groups.orders.timeout=20s");

    @Test
    void aWillingWorkerReactsAndBeginsAgainWhileTheGroupGoesOn() {
        orders.withBean(Willing.class).run(context -> {
            Willing willing = context.getBean(Willing.class);
            Group group = context.getBean(Group.class);
            willing.calls.await(1);
            try (StuckTask stuck = StuckTask.in(group, "unwilling")) {
                RehearsalReport report = rehearse(context.getBean(DrainRehearsals.class));

                assertThat(report.isClean()).isTrue();
                assertThat(report.reactions())
                        .singleElement()
                        .satisfies(reaction -> assertThat(reaction.after()).isBetween(Duration.ZERO, Fixtures.FOREVER));
                assertThat(report.unwilling()).containsExactly("unwilling");
                willing.calls.await(2);
                assertThat(group.state()).isEqualTo(Group.State.RUNNING);
                assertThat(group.stopChannel().isClosed()).isFalse();
                assertThat(group.counts().completed()).as("it is the same task").isZero();
            }
            rehearse(context.getBean(DrainRehearsals.class));
            willing.calls.await(3);
            context.close();
            assertThat(group.counts().active()).isZero();
            assertThat(willing.calls.passed()).as("a real stop is the end").isEqualTo(3);
        });
    }

    @Test
    void oneThatDoesNotReactIsNamedWithItsStackAndBeginsAgainWhenItEndsAtLast() {
        orders.withBean(Deaf.class).run(context -> {
            Deaf deaf = context.getBean(Deaf.class);
            deaf.calls.await(1);

            RehearsalReport report = context.getBean(DrainRehearsals.class).rehearse("orders", Duration.ofMillis(10));

            assertThat(report.isClean()).isFalse();
            Reaction reaction = report.reactions().get(0);
            assertThat(reaction.task()).isEqualTo("deaf");
            assertThat(reaction.after()).isNull();
            assertThat(reaction.stack()).anyMatch(frame -> frame.contains(Deaf.class.getName() + ".listen"));
            deaf.released.countDown();
            deaf.calls.await(2);
        });
    }

    @Test
    void oneThatIsInterruptedByItsSignalBeginsAgainWithoutThat() {
        orders.withBean(InterruptedBySignal.class).run(context -> {
            InterruptedBySignal interrupted = context.getBean(InterruptedBySignal.class);
            interrupted.calls.await(1);
            assertThat(rehearse(context.getBean(DrainRehearsals.class)).isClean())
                    .isTrue();
            interrupted.calls.await(2);
            assertThat(interrupted.begunInterrupted).isFalse();
        });
    }

    @Test
    void workerThatThrowsWhenItIsSignalledIsReportedAndBeginsAgain() {
        orders.withBean(Throwing.class).run(context -> {
            Throwing throwing = context.getBean(Throwing.class);
            throwing.calls.await(1);

            RehearsalReport report = rehearse(context.getBean(DrainRehearsals.class));

            assertThat(report.isClean()).isFalse();
            assertThat(report.reactions().get(0).failure()).contains("connection closed while reading");
            throwing.calls.await(2);
            assertThat(context.getBean(Group.class).counts().failed()).isZero();
        });
    }

    @Test
    void whatItThrowsBeforeIsAFailureAsAlways() {
        orders.withBean(ThrowsAtOnce.class).run(context -> {
            Group group = context.getBean(Group.class);
            Fixtures.awaitEmpty(group);
            assertThat(group.counts().failed()).isOne();
            assertThat(rehearse(context.getBean(DrainRehearsals.class)).reactions())
                    .isEmpty();
        });
    }

    @Test
    void workersThatDoNotTakePartAreNotSignalled() {
        orders.withBean(Unwilling.class).run(context -> {
            Unwilling unwilling = context.getBean(Unwilling.class);
            unwilling.calls.await(1);
            RehearsalReport report = rehearse(context.getBean(DrainRehearsals.class));
            assertThat(report.reactions()).isEmpty();
            assertThat(report.isClean()).as("nothing has been shown").isFalse();
            assertThat(report.unwilling()).containsExactly("unwilling");
        });
    }

    @Test
    void periodicAndRestartedCallsTakePartInTheirPauses() {
        orders.withBean(Periodic.class).run(context -> {
            context.getBean(Periodic.class).calls.await(1);
            RehearsalReport report = rehearse(context.getBean(DrainRehearsals.class));
            assertThat(report.isClean()).isTrue();
            assertThat(report.reactions()).hasSize(1);
            context.getBean(Periodic.class).calls.await(2);
        });
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        orders.run(context -> {
            DrainRehearsals rehearsals = context.getBean(DrainRehearsals.class);
            Group group = context.getBean(Group.class);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> rehearsals.rehearse("payments", Duration.ZERO))
                    .withMessageContaining("there is no group 'payments'");

            AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
            group.start("inside", () -> {
                try {
                    rehearsals.rehearse("orders", Duration.ZERO);
                } catch (Throwable failure) {
                    thrown.set(failure);
                }
            });
            Fixtures.awaitEmpty(group);
            assertThat(thrown.get()).hasMessageContaining("task 'inside' of group 'orders' would wait for itself");

            group.beginStop(Duration.ZERO);
            assertThatIllegalStateException()
                    .isThrownBy(() -> rehearsals.rehearse("orders", Duration.ZERO))
                    .withMessageContaining("only while it runs");
        });
    }

    private static RehearsalReport rehearse(DrainRehearsals rehearsals) throws InterruptedException {
        return rehearsals.rehearse("orders", Fixtures.FOREVER);
    }

    static class Willing {

        final Turnstile calls = new Turnstile();

        @GroupWorker(name = "willing", rehearsable = true)
        void listen(StopChannel stop) throws InterruptedException {
            calls.pass();
            stop.await();
        }
    }

    static class Deaf {

        final Turnstile calls = new Turnstile();
        final CountDownLatch released = new CountDownLatch(1);

        @GroupWorker(name = "deaf", rehearsable = true)
        void listen(Context context) throws InterruptedException {
            if (calls.pass() == 1) {
                Fixtures.await(released);
            } else {
                context.done().await();
            }
        }
    }

    /** A call that knows interrupts only, and leaves the flag as one should. */
    static class InterruptedBySignal {

        final Turnstile calls = new Turnstile();
        volatile boolean begunInterrupted;

        @GroupWorker(name = "interrupted", rehearsable = true)
        void listen(StopChannel stop) {
            begunInterrupted |= Thread.currentThread().isInterrupted();
            Thread self = Thread.currentThread();
            stop.onClose(self::interrupt);
            calls.pass();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException toldToStop) {
                self.interrupt();
            }
        }
    }

    static class Throwing {

        final Turnstile calls = new Turnstile();

        @GroupWorker(name = "throwing", rehearsable = true)
        void listen(StopChannel stop) throws InterruptedException {
            boolean first = calls.pass() == 1;
            stop.await();
            if (first) {
                throw new IllegalStateException("connection closed while reading");
            }
        }
    }

    static class ThrowsAtOnce {

        @GroupWorker(name = "throws-at-once", rehearsable = true)
        void listen() {
            throw new IllegalStateException("on purpose");
        }
    }

    static class Unwilling {

        final Turnstile calls = new Turnstile();

        @GroupWorker(name = "unwilling")
        void listen(StopChannel stop) throws InterruptedException {
            calls.pass();
            stop.await();
        }
    }

    static class Periodic {

        final Turnstile calls = new Turnstile();

        @GroupWorker(name = "periodic", rehearsable = true, period = "1d")
        void poll() {
            calls.pass();
        }
    }
}
