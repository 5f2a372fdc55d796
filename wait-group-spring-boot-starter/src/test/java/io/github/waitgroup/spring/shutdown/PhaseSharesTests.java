package io.github.waitgroup.spring.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.spring.shutdown.PhaseShares.Need;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PhaseSharesTests {

    private static final int SOURCES = 100;
    private static final int GROUPS = 50;
    private static final int LATER_GROUPS = 40;
    private static final int EXECUTORS = 10;

    private static final Duration TOTAL = Duration.ofSeconds(25);
    private static final Duration SPRING = Duration.ofSeconds(30);
    private static final Duration GROUP = Duration.ofSeconds(20);

    private final PhaseShares shares = shares(
            new Need(SOURCES, SPRING, false),
            new Need(GROUPS, GROUP, true),
            new Need(LATER_GROUPS, GROUP, true),
            new Need(EXECUTORS, SPRING, false));

    private static PhaseShares shares(Need... needs) {
        return new PhaseShares(TOTAL, Duration.ZERO, List.of(needs));
    }

    private static Duration share(PhaseShares shares, int phase, Duration timeout, Duration elapsed) {
        return shares.share(phase, timeout, elapsed, Duration.ZERO);
    }

    @Test
    void phaseBeforeTheGroupsHasHalfOfWhatIsLeft() {
        assertThat(share(shares, SOURCES, SPRING, Duration.ZERO)).isEqualTo(Duration.ofMillis(12_500));
        assertThat(share(shares, SOURCES, SPRING, Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(10));
        assertThat(share(shares, SOURCES, Duration.ofSeconds(2), Duration.ZERO))
                .as("its own time-out is the limit")
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void groupsLeaveTheReservesToThePhasesAfterThem() {
        assertThat(share(shares, GROUPS, GROUP, Duration.ZERO)).isEqualTo(GROUP);
        assertThat(share(shares, GROUPS, GROUP, Duration.ofSeconds(10)))
                .as("15 s less 2.5 s for groups and 1 s for executors")
                .isEqualTo(Duration.ofMillis(11_500));
        assertThat(share(shares, LATER_GROUPS, GROUP, Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(4));
        assertThat(share(shares, EXECUTORS, SPRING, Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void overdrawnTimeLeavesEachPhaseItsReserve() {
        Duration late = Duration.ofMinutes(1);
        assertThat(share(shares, SOURCES, SPRING, late)).isEqualTo(Duration.ofSeconds(1));
        assertThat(share(shares, GROUPS, GROUP, late)).isEqualTo(Duration.ofMillis(2_500));
        assertThat(share(shares, LATER_GROUPS, Duration.ofMillis(7), late)).isEqualTo(Duration.ofMillis(7));
        assertThat(share(shares, EXECUTORS, SPRING, late)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void allPhasesTogetherEndInTimeThoughEachUsesUpItsShare() {
        Duration elapsed = Duration.ZERO;
        for (int phase : List.of(SOURCES, GROUPS, LATER_GROUPS, EXECUTORS)) {
            elapsed = elapsed.plus(share(shares, phase, SPRING, elapsed));
        }
        assertThat(elapsed).isEqualTo(TOTAL);
    }

    @Test
    void reservesOfManyPhasesAreHalfOfTheTimeTogether() {
        PhaseShares many = shares(IntStream.range(0, 100)
                .mapToObj(phase -> new Need(phase, GROUP, true))
                .toArray(Need[]::new));
        assertThat(many.reserveOf(phase -> true)).isBetween(Duration.ofMillis(12_499), Duration.ofMillis(12_500));
        assertThat(share(many, 99, GROUP, Duration.ZERO)).isGreaterThan(Duration.ofSeconds(12));
        assertThat(share(many, 0, GROUP, TOTAL)).isEqualTo(Duration.ofMillis(125));
    }

    @Test
    void delayIsSharedWithNobody() {
        Duration delay = Duration.ofSeconds(5);
        PhaseShares delayed = new PhaseShares(TOTAL, delay, List.of(new Need(GROUPS, GROUP, true)));
        assertThat(delayed.reserveOf(phase -> true)).isEqualTo(Duration.ofSeconds(2));
        assertThat(delayed.promise(GROUPS, GROUP, Duration.ofSeconds(9), Duration.ZERO))
                .as("as if there had been the delay alone")
                .isEqualTo(GROUP);
    }

    @Test
    void reservesOfOtherContextsAreLeftToThem() {
        assertThat(shares.share(EXECUTORS, SPRING, Duration.ofSeconds(15), Duration.ofSeconds(4)))
                .isEqualTo(Duration.ofSeconds(6));
        assertThat(shares.share(EXECUTORS, SPRING, Duration.ofSeconds(24), Duration.ofSeconds(4)))
                .as("and it has its own")
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void otherContextsGetHalfOfTheRestHoweverManyTheyAre() {
        assertThat(shares.share(EXECUTORS, SPRING, Duration.ofSeconds(5), Duration.ofHours(1)))
                .isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void phaseThatNobodyHasPlannedHasWhatIsLeft() {
        PhaseShares none = shares();
        assertThat(share(none, 7, SPRING, Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(20));
        assertThat(share(none, 7, SPRING, Duration.ofSeconds(26))).isZero();
    }
}
