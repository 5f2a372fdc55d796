package io.github.waitgroup.spring.worker;

import io.github.waitgroup.spring.InvalidConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.StringValueResolver;

/**
 * The attributes of a {@link GroupWorker}, resolved and checked.
 *
 * @param group the name of the group; empty if it is not named
 * @param name the name of the worker
 * @param instances how many tasks run it
 * @param period the pause after each call; null if there is one call
 * @param jitter the greatest random extension of each pause, as a fraction of the pause
 * @param restart the first pause after a call that throws; null if that call is the last
 */
record WorkerSettings(
        String group,
        String name,
        int instances,
        @Nullable Duration period,
        double jitter,
        @Nullable Duration restart) {

    /**
     * Reads the annotation.
     *
     * @throws InvalidConfigurationException if it makes no sense
     */
    static WorkerSettings of(WorkerMethod worker, ConfigurableListableBeanFactory beans) {
        return new Reader(worker, new EmbeddedValueResolver(beans)).read();
    }

    /** The names of the tasks. */
    List<String> instanceNames() {
        return instances == 1
                ? List.of(name)
                : IntStream.rangeClosed(1, instances)
                        .mapToObj(number -> name + "-" + number)
                        .toList();
    }

    private record Reader(WorkerMethod worker, StringValueResolver resolver) {

        WorkerSettings read() {
            GroupWorker annotation = worker.annotation();
            Duration period = duration("period", annotation.period());
            Duration restart = duration("restart", annotation.restart());
            if (period != null && restart != null) {
                throw worker.invalid(
                        "it has a period and a restart, but with a period a call that throws is followed by the next"
                                + " anyway",
                        "Remove one of them");
            }
            return new WorkerSettings(
                    text("group", annotation.group(), ""),
                    text("name", annotation.name(), worker.defaultName()),
                    instances(annotation),
                    period,
                    jitter(annotation.jitter(), period != null || restart != null),
                    restart);
        }

        private int instances(GroupWorker annotation) {
            int instances = annotation.instances();
            if (!annotation.instancesString().isEmpty()) {
                if (instances != 1) {
                    throw worker.invalid("it has instances and instancesString", "Remove one of them");
                }
                instances = number(text("instancesString", annotation.instancesString(), ""));
            }
            if (instances < 0) {
                throw worker.invalid(
                        "the number of instances is " + instances,
                        "Set it to 1 or more, or to 0 to switch the worker off");
            }
            return instances;
        }

        private int number(String value) {
            try {
                return Integer.parseInt(value);
            } catch (NumberFormatException e) {
                throw worker.invalid(
                        "its instancesString is '" + value + "', which is not a whole number",
                        "Set it to 1 or more, or to 0 to switch the worker off",
                        e);
            }
        }

        private double jitter(double jitter, boolean used) {
            if (!Double.isFinite(jitter) || jitter < 0) {
                throw worker.invalid("its jitter is " + jitter, "Set it to zero or more, 0.2 for up to a fifth");
            }
            if (jitter > 0 && !used) {
                throw worker.invalid(
                        "it has a jitter, but no pause that could be longer for it",
                        "Remove it, or set period or restart");
            }
            return jitter;
        }

        private @Nullable Duration duration(String attribute, String value) {
            if (value.isEmpty()) {
                return null;
            }
            String resolved = text(attribute, value, "");
            Duration duration = parse(attribute, resolved);
            if (duration.isNegative() || duration.isZero()) {
                throw worker.invalid(
                        "its " + attribute + " is '" + resolved + "'", "Make it longer than zero, for example 5s");
            }
            return duration;
        }

        private Duration parse(String attribute, String value) {
            try {
                return DurationStyle.detectAndParse(value);
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw worker.invalid(
                        "its " + attribute + " is '" + value + "', which is not a duration",
                        "Write it as 5s or 500ms",
                        e);
            }
        }

        private String text(String attribute, String value, String byDefault) {
            if (value.isEmpty()) {
                return byDefault;
            }
            String resolved = resolve(attribute, value);
            if (resolved == null || resolved.isBlank()) {
                throw worker.invalid(
                        "its " + attribute + " is blank" + (value.isBlank() ? "" : ": " + value),
                        "Give it a value, or leave it out");
            }
            return resolved;
        }

        private @Nullable String resolve(String attribute, String value) {
            try {
                return resolver.resolveStringValue(value);
            } catch (RuntimeException e) {
                throw worker.invalid(
                        "its " + attribute + " cannot be resolved: " + e.getMessage(),
                        "Set the property, or write a default: ${property:default}",
                        e);
            }
        }
    }
}
