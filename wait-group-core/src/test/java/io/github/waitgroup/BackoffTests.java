package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTests {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration NO_CAP = Duration.ZERO;
    private static final Duration MAX_DURATION = ChronoUnit.FOREVER.getDuration();

    @Test
    void delaysGrowForAsManyStepsAsAllowedAndThenStay() {
        assertThat(seconds(new Backoff(SECOND, 2, 0, 3, NO_CAP), 6)).containsExactly(1L, 2L, 4L, 8L, 8L, 8L);
    }

    @Test
    void delaysGrowUpToTheCapAndThenStay() {
        assertThat(seconds(new Backoff(SECOND, 2, 0, 3, Duration.ofSeconds(3)), 5))
                .containsExactly(1L, 2L, 3L, 3L, 3L);
    }

    @Test
    void firstDelayIsCappedToo() {
        assertThat(seconds(new Backoff(Duration.ofSeconds(10), 2, 0, 3, Duration.ofSeconds(3)), 2))
                .containsExactly(3L, 3L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void delaysAreConstantWithoutSteps(int steps) {
        assertThat(seconds(new Backoff(SECOND, 2, 0, steps, NO_CAP), 3)).containsExactly(1L, 1L, 1L);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void delaysAreConstantWithoutAFactor(double factor) {
        assertThat(seconds(new Backoff(SECOND, factor, 0, 5, NO_CAP), 3)).containsExactly(1L, 1L, 1L);
    }

    @Test
    void delaysMayShrink() {
        assertThat(seconds(new Backoff(Duration.ofSeconds(4), 0.5, 0, 2, NO_CAP), 4))
                .containsExactly(4L, 2L, 1L, 1L);
    }

    @Test
    void negativeCapIsNone() {
        assertThat(new Backoff(SECOND, 2, 0, 3, Duration.ofSeconds(-1)).delay(3))
                .isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void jitterMakesADelayLongerAndDoesNotCarryOver() {
        Backoff backoff = new Backoff(SECOND, 2, 0.5, 3, NO_CAP);
        for (int i = 0; i < 1_000; i++) {
            assertThat(backoff.delay(0)).isBetween(SECOND, Duration.ofMillis(1_500));
            assertThat(backoff.delay(2)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
        }
        assertThat(IntStream.range(0, 1_000).mapToObj(i -> backoff.delay(0)).distinct())
                .hasSizeGreaterThan(1);
    }

    @Test
    void jitterComesOnTopOfTheCap() {
        Backoff backoff = new Backoff(SECOND, 2, 1, 10, Duration.ofSeconds(3));

        assertThat(IntStream.range(0, 1_000).mapToObj(i -> backoff.delay(9)))
                .allMatch(delay -> delay.compareTo(Duration.ofSeconds(3)) >= 0)
                .anyMatch(delay -> delay.compareTo(Duration.ofSeconds(3)) > 0);
    }

    @Test
    void negativeJitterIsNone() {
        assertThat(new Backoff(SECOND, 2, -30, 3, NO_CAP).delay(1)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void zeroStaysZero() {
        Backoff backoff = new Backoff(Duration.ZERO, 10, 1, Integer.MAX_VALUE, NO_CAP);

        assertThat(backoff.delay(Integer.MAX_VALUE)).isZero();
    }

    @Test
    void delaysDoNotOverflow() {
        Duration longest = Duration.ofNanos(Long.MAX_VALUE);

        assertThat(new Backoff(SECOND, 2, 0, Integer.MAX_VALUE, NO_CAP).delay(Integer.MAX_VALUE))
                .isEqualTo(longest);
        assertThat(new Backoff(MAX_DURATION, 2, 1, 10, MAX_DURATION).delay(5)).isEqualTo(longest);
    }

    @Test
    void longDelayWithoutStepsIsExact() {
        Duration years = Duration.ofDays(100_000).plusNanos(1);

        assertThat(new Backoff(years, 2, 0, 0, NO_CAP).delay(7)).isEqualTo(years);
    }

    @Test
    void roundMustNotBeNegative() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(SECOND, 2, 0, 3, NO_CAP).delay(-1))
                .withMessage("the round must not be negative, but is -1");
    }

    @Test
    void durationMustNotBeNegative() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(Duration.ofSeconds(-1), 2, 0, 3, NO_CAP))
                .withMessage("the duration must not be negative, but is PT-1S");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void factorMustBeFiniteAndNotNegative(double factor) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(SECOND, factor, 0, 3, NO_CAP))
                .withMessageStartingWith("the factor must be finite and not negative");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY})
    void jitterMustBeFinite(double jitter) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(SECOND, 2, jitter, 3, NO_CAP))
                .withMessageStartingWith("the jitter must be finite");
    }

    @Test
    void nullsAreRefused() {
        assertThatNullPointerException().isThrownBy(() -> new Backoff(null, 2, 0, 3, NO_CAP));
        assertThatNullPointerException().isThrownBy(() -> new Backoff(SECOND, 2, 0, 3, null));
    }

    private static List<Long> seconds(Backoff backoff, int rounds) {
        return IntStream.range(0, rounds)
                .mapToObj(round -> backoff.delay(round).toSeconds())
                .toList();
    }
}
