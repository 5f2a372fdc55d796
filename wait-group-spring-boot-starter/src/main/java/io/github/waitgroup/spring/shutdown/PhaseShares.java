package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.Durations;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * The shares that the lifecycle phases have in the time of the shutdown. Nobody who comes early can use up what later
 * phases need:
 *
 * <ul>
 *   <li>Each phase that may take time has a reserve, which the phases before it leave to it: a tenth of the time for
 *       groups, a twenty-fifth for others, at most the time-out of the phase. All reserves together are at most half of
 *       the time.
 *   <li>A phase before those of groups gets at most half of the time that is left when it stops.
 * </ul>
 *
 * <p>Where the time is overdrawn, because nothing limits a bean that blocks, a phase still gets its reserve.
 */
final class PhaseShares {

    /** The divisor of the time for the reserve of a phase with groups. */
    private static final int OF_GROUPS = 10;

    /** The divisor of the time for the reserve of any other phase. */
    private static final int OF_OTHERS = 25;

    private final Duration total;
    private final Duration delay;
    private final TreeMap<Integer, Need> needs = new TreeMap<>();
    private final TreeMap<Integer, Duration> reserves = new TreeMap<>();

    /**
     * Computes the shares.
     *
     * @param total the time of all phases
     * @param delay the part of it in which requests are served, which nobody can shorten
     * @param needs the phases that may take time
     */
    PhaseShares(Duration total, Duration delay, Collection<Need> needs) {
        this.total = total;
        this.delay = Durations.shorter(delay, total);
        Duration shared = total.minus(this.delay);
        needs.forEach(need -> {
            this.needs.put(need.phase, need);
            this.reserves.put(need.phase, need.reserve(shared));
        });
        Duration sum = reserveOf(phase -> true);
        Duration most = shared.dividedBy(2);
        if (sum.compareTo(most) > 0) {
            double part = (double) most.toNanos() / sum.toNanos();
            reserves.replaceAll((phase, reserve) -> Duration.ofNanos((long) (reserve.toNanos() * part)));
        }
    }

    /**
     * The time that a phase may take.
     *
     * @param phase the phase
     * @param timeout its own time-out
     * @param elapsed the time since the shutdown began
     * @param elsewhere the reserves of other application contexts, which get half of what is left at most
     * @return the shorter of the time-out and the share; zero or more
     */
    Duration share(int phase, Duration timeout, Duration elapsed, Duration elsewhere) {
        Duration left = total.minus(elapsed);
        Duration toOthers = Durations.shorter(elsewhere, Durations.notNegative(left.dividedBy(2)));
        Duration share = left.minus(reserveOf(each -> each < phase)).minus(toOthers);
        if (isBeforeGroups(phase)) {
            share = Durations.shorter(share, left.dividedBy(2));
        }
        Duration reserve = reserves.getOrDefault(phase, Duration.ZERO);
        return Durations.shorter(timeout, Durations.longer(share, reserve));
    }

    /** The share of a phase if the phases before it took no time but the delay. */
    Duration promise(int phase, Duration timeout, Duration elapsed, Duration elsewhere) {
        return share(phase, timeout, Durations.shorter(delay, elapsed), elsewhere);
    }

    /** The reserves of some phases together. */
    Duration reserveOf(IntPredicate phases) {
        return reserves.entrySet().stream()
                .filter(each -> phases.test(each.getKey()))
                .map(Map.Entry::getValue)
                .reduce(Duration.ZERO, Duration::plus);
    }

    private boolean isBeforeGroups(int phase) {
        Need need = needs.get(phase);
        return (need == null || !need.hasGroups)
                && needs.headMap(phase).values().stream().anyMatch(Need::hasGroups);
    }

    /**
     * A phase that may take time.
     *
     * @param phase the phase
     * @param timeout its own time-out
     * @param hasGroups whether groups drain in it
     */
    record Need(int phase, Duration timeout, boolean hasGroups) {

        private Duration reserve(Duration total) {
            return Durations.shorter(timeout, total.dividedBy(hasGroups ? OF_GROUPS : OF_OTHERS));
        }
    }
}
