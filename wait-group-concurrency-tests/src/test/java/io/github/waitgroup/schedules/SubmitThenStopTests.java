package io.github.waitgroup.schedules;

import static io.github.waitgroup.races.Patience.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tasks are submitted as fast as can be and the group stops a little later: every accepted task has run when the stop
 * ends.
 */
class SubmitThenStopTests {

    private static final int ROUNDS = Integer.getInteger("gaps.rounds", 50);
    private static final int TASKS = 100;
    private static final int MAX_ATTEMPTS = 20;

    @ParameterizedTest(name = "{0} µs between the first submit and the stop")
    @ValueSource(ints = {0, 50, 200, 1000, 5000})
    void stopLosesNone(int gapMicros) throws InterruptedException {
        assertThat(lost(Subject::group, gapMicros)).isZero();
    }

    @Test
    void stopOfACanaryLosesSome() throws InterruptedException {
        int lost = 0;
        for (int attempt = 0; attempt < MAX_ATTEMPTS && lost == 0; attempt++) {
            lost = lost(SelfRegisteringCanary::new, 0);
        }
        assertThat(lost).isPositive();
    }

    private static int lost(Supplier<Subject> subjects, int gapMicros) throws InterruptedException {
        int lost = 0;
        int accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Round result = new Round(subjects.get());
            lost += result.run(gapMicros);
            accepted += result.accepted.get();
        }
        System.out.printf("gap %4d us: %d of %d accepted tasks lost in %d rounds%n", gapMicros, lost, accepted, ROUNDS);
        return lost;
    }

    private static final class Round {

        private final Subject subject;
        private final AtomicInteger accepted = new AtomicInteger();
        private final AtomicInteger ran = new AtomicInteger();

        Round(Subject subject) {
            this.subject = subject;
        }

        /** Returns how many tasks were accepted and had not run, or not left, when the stop ended. */
        int run(int gapMicros) throws InterruptedException {
            Thread submitter = new Thread(this::submit);
            submitter.start();
            while (accepted.get() == 0) {
                Thread.onSpinWait();
            }
            long first = System.nanoTime();
            while (System.nanoTime() - first < TimeUnit.MICROSECONDS.toNanos(gapMicros)) {
                Thread.onSpinWait();
            }
            Set<String> left = subject.stop(FOREVER);
            int ranInTime = ran.get();
            submitter.join();
            return Math.max(accepted.get() - ranInTime, left.size());
        }

        private void submit() {
            for (int task = 0; task < TASKS; task++) {
                if (!subject.start("task-" + task, ran::incrementAndGet)) {
                    return;
                }
                accepted.incrementAndGet();
            }
        }
    }
}
