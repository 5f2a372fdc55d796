package io.github.waitgroup.spring.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class InterruptNoticeTests {

    @Test
    void noticeIsATenthOfTheTimeAndAtMostASecondByDefault() {
        assertThat(InterruptNotice.of(Duration.ofSeconds(2), null)).isEqualTo(Duration.ofMillis(200));
        assertThat(InterruptNotice.of(Duration.ofSeconds(20), null)).isEqualTo(Duration.ofSeconds(1));
        assertThat(InterruptNotice.of(Duration.ZERO, null)).isZero();
    }

    @Test
    void configuredNoticeWinsUpToHalfOfTheTime() {
        Duration configured = Duration.ofSeconds(5);
        assertThat(InterruptNotice.of(Duration.ofSeconds(20), configured)).isEqualTo(configured);
        assertThat(InterruptNotice.of(Duration.ofSeconds(8), configured)).isEqualTo(Duration.ofSeconds(4));
        assertThat(InterruptNotice.of(Duration.ofSeconds(20), Duration.ZERO)).isZero();
    }
}
