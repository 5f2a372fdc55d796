package io.github.waitgroup.spring.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.Context;
import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.Fixtures;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A worker whose task outlives the stop of its group. */
@ExtendWith(OutputCaptureExtension.class)
class WorkerTests {

    private final Group group = new Group("pollers");
    private final Visits visits = new Visits();
    private final Worker worker = new Worker(group, "outbox", visits::visit);

    @Test
    void workerStartsAgainWhenItsCallHasEndedAndNotEarlier(CapturedOutput output) {
        worker.start();
        visits.awaitVisit(1);
        restartGroup();
        worker.start();
        assertThat(group.counts().accepted()).isOne();
        assertThat(output)
                .contains(
                        "WARN [main] Worker : Worker 'outbox' of group 'pollers' has not ended since its group stopped;"
                                + " it starts again when it has");

        visits.release(1);
        visits.awaitVisit(2);
        assertThat(visits.atOnce()).isOne();
        visits.release(2);
        Fixtures.awaitEmpty(group);
        assertThat(group.counts().completed()).isEqualTo(2);
    }

    @Test
    void workerGetsTheChannelOfTheNewEpoch() {
        worker.start();
        visits.awaitVisit(1);
        restartGroup();
        worker.start();
        visits.release(1);
        visits.awaitVisit(2);
        assertThat(visits.latestChannel()).isSameAs(group.stopChannel());
        visits.release(2);
        Fixtures.awaitEmpty(group);
    }

    @Test
    void workerDoesNotStartAgainIfItIsStoppedMeanwhile() {
        worker.start();
        visits.awaitVisit(1);
        restartGroup();
        worker.start();
        worker.stop();
        visits.release(1);
        Fixtures.awaitEmpty(group);
        assertThat(group.counts().accepted()).isOne();
    }

    @Test
    void workerDoesNotStartAgainIfItsGroupIsStoppedMeanwhile(CapturedOutput output) {
        worker.start();
        visits.awaitVisit(1);
        restartGroup();
        worker.start();
        group.stop(Duration.ZERO);
        visits.release(1);
        Fixtures.awaitEmpty(group);
        assertThat(group.counts().completed()).isOne();
        assertThat(group.counts().failed()).isZero();
        assertThat(output).contains("Worker 'outbox' does not start again", "group 'pollers' is stopped since");
    }

    @Test
    void workerCanBeStartedAgainAfterAGroupThatWasStoppedHasRefusedIt(CapturedOutput output) {
        group.stop(Duration.ZERO);
        worker.start();
        assertThat(output).contains("Worker 'outbox' does not start", "group 'pollers' is stopped since");
        group.restart();
        worker.start();
        visits.awaitVisit(1);
        visits.release(1);
        Fixtures.awaitEmpty(group);
    }

    private void restartGroup() {
        group.stop(Duration.ZERO);
        group.restart();
    }

    /** Calls that end when the test lets them, and not when the group stops. */
    private static final class Visits {

        private final Turnstile entered = new Turnstile();
        private final Turnstile released = new Turnstile();
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger atOnce = new AtomicInteger();
        private volatile StopChannel latestChannel = new CloseableStopChannel();

        void visit(Context context) {
            atOnce.accumulateAndGet(inside.incrementAndGet(), Math::max);
            latestChannel = context.done();
            released.await(entered.pass());
            inside.decrementAndGet();
        }

        void awaitVisit(int number) {
            entered.await(number);
        }

        void release(int number) {
            while (released.pass() < number) {}
        }

        int atOnce() {
            return atOnce.get();
        }

        StopChannel latestChannel() {
            return latestChannel;
        }
    }
}
