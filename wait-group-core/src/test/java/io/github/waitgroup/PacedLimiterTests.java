package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PacedLimiterTests {

    private static final long MILLI = 1_000_000;

    @Test
    void tokensAreSpreadEvenlyOverTheGracePeriod() {
        PacedLimiter limiter = new PacedLimiter(200, Duration.ofSeconds(5), 1);

        for (int i = 0; i < 200; i++) {
            assertThat(limiter.reserve(0)).isEqualTo(i * 25L * MILLI);
        }
    }

    @Test
    void tokensAreNotSlowerThanTheMinimumRate() {
        PacedLimiter limiter = new PacedLimiter(2, Duration.ofSeconds(5), 200);

        assertThat(limiter.reserve(0)).isZero();
        assertThat(limiter.reserve(0)).isEqualTo(5 * MILLI);
    }

    @Test
    void moreTokensThanExpectedComeAtTheSameRate() {
        PacedLimiter limiter = new PacedLimiter(0, Duration.ofSeconds(5), 100);

        assertThat(limiter.reserve(0)).isZero();
        assertThat(limiter.reserve(0)).isEqualTo(10 * MILLI);
    }

    @Test
    void tokensThatNobodyTookAreNotSavedUp() {
        PacedLimiter limiter = new PacedLimiter(10, Duration.ofSeconds(10), 1);
        assertThat(limiter.reserve(0)).isZero();

        assertThat(limiter.reserve(5_500 * MILLI)).isZero();
        assertThat(limiter.reserve(5_600 * MILLI)).isEqualTo(900 * MILLI);
    }

    @Test
    void memberThatCannotHaveATokenInTimeGoesOnAtOnce() {
        PacedLimiter limiter = new PacedLimiter(1, Duration.ofMillis(100), 10);
        assertThat(limiter.reserve(0)).isZero();
        assertThat(limiter.reserve(0)).isEqualTo(100 * MILLI);

        assertThat(limiter.reserve(0)).isZero();
        assertThat(limiter.reserve(0)).isZero();
        assertThat(limiter.reserve(101 * MILLI)).isZero();
    }

    @Test
    void nobodyWaitsWithoutAGracePeriod() {
        PacedLimiter limiter = new PacedLimiter(5, Duration.ofSeconds(Long.MIN_VALUE), 1);

        assertThat(limiter.reserve(0)).isZero();
        assertThat(limiter.reserve(0)).isZero();
        assertThat(limiter.reserve(1)).isZero();
    }

    @Test
    void anEndlessGracePeriodDoesNotOverflow() {
        PacedLimiter limiter = new PacedLimiter(1, Duration.ofSeconds(Long.MAX_VALUE), 1);

        assertThat(limiter.reserve(0)).isZero();
        assertThat(limiter.reserve(0)).isEqualTo(1_000 * MILLI);
    }

    @Test
    void everyTokenIsGivenOnce() throws Exception {
        PacedLimiter limiter = new PacedLimiter(1, Duration.ofHours(1), 1_000);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<Long>>> takers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                takers.add(threads.submit(() -> take(limiter, 1_000)));
            }
            List<Long> taken = new ArrayList<>();
            for (Future<List<Long>> taker : takers) {
                taken.addAll(taker.get());
            }
            assertThat(taken).hasSize(4_000).doesNotHaveDuplicates();
            assertThat(taken).allMatch(token -> token % MILLI == 0 && token < 4_000 * MILLI);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void awaitEndsWhenStopIsDone() throws Exception {
        PacedLimiter limiter = new PacedLimiter(2, Duration.ofHours(2), 1);
        CancellableContext stop = Context.background().withCancel();
        stop.cancel();

        limiter.await(stop);
        limiter.await(stop);
    }

    @Test
    void awaitLastsUntilTheTokenIsDue() throws Exception {
        PacedLimiter limiter = new PacedLimiter(1, Duration.ofHours(1), 1);
        take(limiter, 60); // the next is due in a minute
        CancellableContext stop = Context.background().withCancel();
        TestThread<?> taker = TestThread.start(() -> limiter.await(stop));
        taker.awaitBlocked();
        stop.cancel();
        taker.result();
    }

    @Test
    void awaitHonoursInterrupts() {
        PacedLimiter limiter = new PacedLimiter(2, Duration.ofHours(2), 1);
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> limiter.await(Context.background()));
    }

    private static List<Long> take(PacedLimiter limiter, int count) {
        List<Long> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(limiter.reserve(0));
        }
        return taken;
    }
}
