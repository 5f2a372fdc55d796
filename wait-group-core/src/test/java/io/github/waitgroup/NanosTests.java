package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class NanosTests {

    @Test
    void durationsThatDoNotFitAreCutOff() {
        assertThat(Nanos.of(Duration.ofNanos(42))).isEqualTo(42);
        assertThat(Nanos.of(Duration.ofNanos(-1))).isZero();
        assertThat(Nanos.of(Duration.ofNanos(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
        assertThat(Nanos.of(Duration.ofNanos(Long.MAX_VALUE).plusNanos(1))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void timeLeftIsTheTimeoutWithoutWhatHasPassed() {
        long century = Duration.ofDays(36_500).toNanos();
        long left = Nanos.left(System.nanoTime() - century, 2 * century);
        assertThat(left).isBetween(century - Duration.ofDays(1).toNanos(), century);
    }
}
