package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.WaitGroupProperties.Web;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;

/**
 * The time that the shutdown of an application context may take, measured with one clock and shared among its lifecycle
 * phases. Time-outs that each start their own clock add up, past the moment at which the process is killed.
 *
 * <p>A context leaves the reserves to those that close in the same shutdown.
 */
final class ShutdownBudget implements DisposableBean {

    private static final int MAX_NAMED_STEPS = 3;

    private static final Duration MIN_REPORT = Duration.ofMillis(100);

    /** The budgets of the contexts of this JVM. Used under its own monitor. */
    private static final Set<ShutdownBudget> all =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private final ShutdownClock clock;
    private final ShutdownSteps steps;
    private final Duration total;

    private volatile PhaseShares shares;

    /** Whether tasks are active in a group of a phase. */
    private volatile IntPredicate isBusy = phase -> false;

    /** The phases from this one upwards have begun to stop. */
    private volatile long begun = Long.MAX_VALUE;

    ShutdownBudget(ShutdownClock clock, ShutdownSteps steps, Duration total) {
        this.clock = clock;
        this.steps = steps;
        this.total = total;
        this.shares = new PhaseShares(total, Duration.ZERO, List.of());
        all.add(this);
    }

    ShutdownClock clock() {
        return clock;
    }

    ShutdownSteps steps() {
        return steps;
    }

    Duration total() {
        return total;
    }

    /** Sets how the time is shared, and how to see whether a phase has active tasks. */
    void share(PhaseShares shares, IntPredicate isBusy) {
        this.shares = shares;
        this.isBusy = isBusy;
    }

    /** Begins the close: what an earlier stop has used up is no part of it. */
    void close() {
        begun = Long.MAX_VALUE;
        steps.reset();
        steps.begin("the listeners of ContextClosedEvent", List.of());
    }

    /** Puts everything back: the application runs again. */
    void reset() {
        begun = Long.MAX_VALUE;
        clock.reset();
        steps.reset();
    }

    /** Begins the stop of a phase, and starts the clock if it stands. Does nothing if the phase has begun. */
    void begin(int phase, List<String> beans) {
        clock.start();
        if (phase < begun) {
            begun = phase;
            steps.begin(stepName(phase), beans);
        }
    }

    private static String stepName(int phase) {
        return "phase " + phase;
    }

    /** The time that a phase may take from now on: its own time-out, but no more than its share. */
    Duration share(int phase, Duration timeout) {
        return shares.share(phase, timeout, clock.elapsed(), reservedElsewhere());
    }

    /** The rest of the total; zero when nothing is left. */
    Duration left() {
        return clock.left(total);
    }

    /**
     * A time with an addition for a report. All callers together get the addition once: those that have used it up
     * overdraw the total.
     */
    Duration withReport(Duration time, Duration addition) {
        Duration balance = total.minus(clock.elapsed());
        return time.plus(balance.isNegative() ? Durations.longer(addition.plus(balance), MIN_REPORT) : addition);
    }

    /**
     * The reasons why a phase has considerably less time than it would have if it were the first to stop.
     *
     * @param time the time that the phase has
     * @return what took its time, the longest first; null if it has more than three quarters of what it would have
     */
    @Nullable
    String shortage(int phase, Duration timeout, Duration time) {
        Duration promise = shares.promise(phase, timeout, clock.elapsed(), Duration.ZERO);
        if (time.compareTo(promise.multipliedBy(3).dividedBy(4)) > 0) {
            return null;
        }
        List<ShutdownSteps.Step> all = new ArrayList<>(steps.ended());
        steps.current().ifPresent(step -> all.add(step.until(clock.elapsed())));
        if (!all.isEmpty()) {
            all.add(new ShutdownSteps.Step(
                    "other application contexts",
                    List.of(),
                    Duration.ZERO,
                    all.get(0).begin()));
        }
        return all.stream()
                .filter(ShutdownSteps.Step::isNoticeable)
                .filter(step -> !step.name().equals(stepName(Web.DELAY_PHASE))) // planned, and promised to nobody
                .sorted(Comparator.comparing(ShutdownSteps.Step::duration).reversed())
                .limit(MAX_NAMED_STEPS)
                .map(step -> Durations.format(step.duration()) + " for " + step)
                .collect(Collectors.joining(", "));
    }

    /** Only groups with active tasks: the neighbours are often idle, and each phase has its reserve in any case. */
    private Duration reservedElsewhere() {
        synchronized (all) {
            return all.stream()
                    .filter(other -> other != this && clock.isSharedWith(other.clock))
                    .map(other -> other.shares.reserveOf(phase -> phase < other.begun && other.isBusy.test(phase)))
                    .reduce(Duration.ZERO, Duration::plus);
        }
    }

    /** The total as a part of a sentence, and how much of it has passed, because another context has closed before. */
    @Override
    public String toString() {
        Duration elapsed = clock.elapsed();
        return Durations.format(total)
                + (elapsed.compareTo(ShutdownSteps.NOTICEABLE) < 0
                        ? ""
                        : ", of which " + Durations.format(elapsed) + " have passed");
    }

    /** Nothing is reserved any more. */
    @Override
    public void destroy() {
        all.remove(this);
    }
}
