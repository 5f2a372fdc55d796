package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.spring.ShutdownClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The steps of the shutdown of one application context, one after the other: the listeners of its close, each lifecycle
 * phase, and the destruction of its beans. Public for the packages of the starter only.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class ShutdownSteps {

    /** Shorter times are not worth a word. */
    static final Duration NOTICEABLE = Duration.ofMillis(100);

    private final ShutdownClock clock;
    private final List<Step> ended = new ArrayList<>();
    private @Nullable Step current;

    ShutdownSteps(ShutdownClock clock) {
        this.clock = clock;
    }

    /**
     * Begins a step, which ends the one before it.
     *
     * @param name the step as a part of a sentence, for example {@code phase 2147483135}
     * @param beans the names of the beans that it stops
     */
    public synchronized void begin(String name, List<String> beans) {
        end();
        current = new Step(name, beans, clock.elapsed(), Duration.ZERO);
    }

    /** Ends the current step, if there is one. */
    synchronized void end() {
        if (current != null) {
            ended.add(current.until(clock.elapsed()));
            current = null;
        }
    }

    /** Forgets all steps: the application runs again. */
    synchronized void reset() {
        ended.clear();
        current = null;
    }

    /**
     * The step that the shutdown is in.
     *
     * @return the current step; empty before the close and after the end
     */
    public synchronized Optional<Step> current() {
        return Optional.ofNullable(current);
    }

    /**
     * The steps that are over.
     *
     * @return a copy, in their order
     */
    public synchronized List<Step> ended() {
        return List.copyOf(ended);
    }

    /**
     * A step.
     *
     * @param name the step as a part of a sentence
     * @param beans the names of the beans that it stops
     * @param begin when it began, since the start of the clock
     * @param duration how long it took; zero while it lasts
     */
    public record Step(String name, List<String> beans, Duration begin, Duration duration) {

        /**
         * Creates a step with its own copy of the names.
         *
         * @param name the step as a part of a sentence
         * @param beans the names of the beans that it stops
         * @param begin when it began, since the start of the clock
         * @param duration how long it took; zero while it lasts
         */
        public Step {
            beans = List.copyOf(beans);
        }

        /**
         * The same step, with the duration that it has if it ends then.
         *
         * @param end the end, since the start of the clock
         * @return the step
         */
        public Step until(Duration end) {
            return new Step(name, beans, begin, end.minus(begin));
        }

        /**
         * Whether the step is worth a word.
         *
         * @return true if it took 0.1 seconds or more
         */
        public boolean isNoticeable() {
            return duration.compareTo(NOTICEABLE) >= 0;
        }

        /** The step as a part of a sentence, with the beans that it stops. */
        @Override
        public String toString() {
            return beans.isEmpty() ? name : name + " (" + String.join(", ", beans) + ")";
        }
    }
}
