package io.github.waitgroup.schedules;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.GroupSet;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Nothing that was in flight in a set of groups is lost: each of its follow-ups is accepted, in whichever group and
 * from whichever thread, and when a wait for the set is over, all of them have ended and none is accepted any more.
 */
class GroupSetScheduleTests {

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("schedules.seconds", 4));

    private static final long FIRST_SEED = Long.getLong("schedules.seed", System.nanoTime() & 0xFFFF_FFFFL);

    @Test
    void allThatWasInFlightHasEndedWhenTheWaitIsOver() throws Exception {
        assertThat(violations(
                        (set, groups) ->
                                assertThat(set.await(groups, Lineages.FOREVER)).isTrue(),
                        TIME))
                .isEmpty();
    }

    @Test
    void aCanaryThatLooksAtEachGroupOnceIsFound() throws Exception {
        assertThat(violations(
                        (set, groups) -> {
                            for (Group group : groups) {
                                assertThat(group.await(Lineages.FOREVER)).isTrue();
                            }
                        },
                        Duration.ofSeconds(60)))
                .isNotEmpty();
    }

    private static List<String> violations(Wait wait, Duration time) throws Exception {
        long start = System.nanoTime();
        long seed = FIRST_SEED;
        do {
            List<String> violations = new Lineages(seed).run(wait);
            if (!violations.isEmpty()) {
                String repeat = "-Dschedules.seed=" + seed + ": ";
                return violations.stream().map(repeat::concat).toList();
            }
            seed++;
        } while (System.nanoTime() - start < time.toNanos());
        System.out.printf("%d schedules from seed %d%n", seed - FIRST_SEED, FIRST_SEED);
        return List.of();
    }

    /** A wait for all groups of a set. */
    @FunctionalInterface
    interface Wait {

        void await(GroupSet set, List<Group> groups) throws Exception;
    }
}
