package io.github.waitgroup.sample.rolling;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.waitgroup.sample.rolling.Failure.Kind;
import io.github.waitgroup.spring.WaitGroupProperties;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rolling restarts behind HAProxy, seen by clients. By itself a short form with the delay set; with {@code -Prolling-restarts}
 * the whole table of {@code docs/rolling-restarts.md}.
 */
class RollingRestartIT {

    private static final int RESTARTS = Integer.getInteger("rolling.restarts", 2);
    private static final int CLIENTS = Integer.getInteger("rolling.clients", 10);
    private static final String VARIANTS = System.getProperty("rolling.variants", "ours_delay");

    @TempDir
    private Path directory;

    @Test
    void noRequestFailsWhenTheDelayCoversTheRemoval() throws Exception {
        assumeTrue(HaProxy.isInstalled(), "skipped: HAProxy is not installed (apt-get install haproxy)");
        assumeTrue(
                requestsCanBeTracked(), "skipped: this starter does not track requests, so that no variant can be set");
        Map<Variant, Tally> tallies = new EnumMap<>(Variant.class);
        for (Variant variant : variants()) {
            tallies.put(variant, RollingRestarts.run(directoryOf(variant), variant, RESTARTS, CLIENTS));
            print(tallies);
        }
        SoftAssertions.assertSoftly(softly -> tallies.forEach((variant, tally) -> verify(softly, variant, tally)));
    }

    private static void verify(SoftAssertions softly, Variant variant, Tally tally) {
        softly.assertThat(tally.requests()).as("requests").isGreaterThan(tally.connections());
        switch (variant) {
            case OURS_DELAY -> {
                softly.assertThat(tally.failures()).as(tally.examples()).isZero();
                softly.assertThat(tally.secondAttempts())
                        .as("503 with Retry-After")
                        .isZero();
            }
            // Else nothing is counted here that could fail.
            case PLAIN -> softly.assertThat(tally.failures()).as("plain Boot").isPositive();
            case PRE_STOP, OURS -> {}
        }
    }

    private static Collection<Variant> variants() {
        if (VARIANTS.equals("all")) {
            return EnumSet.allOf(Variant.class);
        }
        return Arrays.stream(VARIANTS.split(","))
                .map(name -> Variant.valueOf(name.strip().toUpperCase(Locale.ROOT)))
                .toList();
    }

    /** Until the starter has {@code wait-group.web.*}; another jar is taken to have it. */
    private static boolean requestsCanBeTracked() {
        return System.getProperty("sample.jar") != null
                || Arrays.stream(WaitGroupProperties.class.getRecordComponents())
                        .anyMatch(component -> component.getName().equals("web"));
    }

    private Path directoryOf(Variant variant) throws Exception {
        return Files.createDirectory(directory.resolve(variant.name().toLowerCase(Locale.ROOT)));
    }

    private static void print(Map<Variant, Tally> tallies) {
        StringBuilder table = new StringBuilder(String.format(
                "%d rolling restarts of 2 replicas, %d clients, removal %d s behind the signal or the hook%n",
                RESTARTS, CLIENTS, RollingRestarts.REMOVAL_LAG.toSeconds()));
        table.append("| | Requests | Connections | Failed | refused | reset | EOF | cut | time-out | status |"
                + " 503, then answered |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        tallies.forEach((variant, tally) -> {
            table.append("| ").append(variant.title());
            table.append(" | ").append(tally.requests());
            table.append(" | ").append(tally.connections());
            table.append(" | **").append(tally.failures()).append("**");
            for (Kind kind : Kind.values()) {
                table.append(" | ").append(tally.failures(kind));
            }
            table.append(" | ").append(tally.secondAttempts()).append(" |\n");
        });
        System.out.println(table);
    }
}
