package io.github.waitgroup.schedules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Accepted = completed + failed + active, whatever threads do: start, follow up, fail, stop, in steps or at once,
 * interrupt, restart, in threads of the group and of others. Every accepted task runs once, no refused one does, and
 * what a stop does not find ended is in its report.
 */
class GroupScheduleTests {

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("schedules.seconds", 4));

    /** Repeats the choices of a run, though not how its threads were interleaved. */
    private static final long FIRST_SEED = Long.getLong("schedules.seed", System.nanoTime() & 0xFFFF_FFFFL);

    @Test
    void everyAcceptedTaskIsAccountedFor() throws InterruptedException {
        assertThat(violations(Subject::group, "", TIME)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void everyAcceptedTaskIsAccountedForWhereThereIsALimit(int limit) throws InterruptedException {
        assertThat(violations(() -> new LimitedSubject(limit, limit), "", TIME.dividedBy(2)))
                .isEmpty();
    }

    @Test
    void aGroupThatRunsTooManyIsFound() throws InterruptedException {
        assertThat(violations(() -> new LimitedSubject(2, 1), "too many", Duration.ofSeconds(60)))
                .isNotEmpty();
    }

    /** One bug, and each check that it violates must see it, in whichever schedule that one does. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "not as many are counted",
                "is not listed",
                "is not in its report",
                "is missing in a report",
                "ran 0 times",
                "counts are"
            })
    void aCanaryIsFoundByEachCheck(String violated) throws InterruptedException {
        assertThat(violations(SelfRegisteringCanary::new, violated, Duration.ofSeconds(60)))
                .isNotEmpty();
    }

    /** Goes on until the time is up or something of the kind is wrong, at least for one schedule. */
    private static List<String> violations(Supplier<Subject> subjects, String kind, Duration time)
            throws InterruptedException {
        long start = System.nanoTime();
        long seed = FIRST_SEED;
        do {
            String repeat = "-Dschedules.seed=" + seed + ": ";
            List<String> violations = new Schedule(subjects.get(), seed).run();
            if (violations.stream().anyMatch(violation -> violation.contains(kind))) {
                return violations.stream().map(repeat::concat).toList();
            }
            seed++;
        } while (System.nanoTime() - start < time.toNanos());
        System.out.printf("%d schedules from seed %d%n", seed - FIRST_SEED, FIRST_SEED);
        return List.of();
    }
}
