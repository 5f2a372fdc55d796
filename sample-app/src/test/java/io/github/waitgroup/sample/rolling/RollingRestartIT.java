package io.github.waitgroup.sample.rolling;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.waitgroup.sample.rolling.Failure.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rolling restarts behind HAProxy, seen by clients. By itself a short form with the defaults on Kubernetes, on each
 * server; with {@code -Prolling-restarts} the whole table of {@code docs/rolling-restarts.md}.
 */
class RollingRestartIT {

    private static final int RESTARTS = Integer.getInteger("rolling.restarts", 1);
    private static final int CLIENTS = Integer.getInteger("rolling.clients", 10);
    private static final String SERVERS = System.getProperty("rolling.servers", "all");
    private static final String VARIANTS = System.getProperty("rolling.variants", "kubernetes");

    @TempDir
    private Path directory;

    @Test
    void noRequestFailsOnKubernetesWithNoPropertySet() throws Exception {
        assumeTrue(HaProxy.isInstalled(), "skipped: HAProxy is not installed (apt-get install haproxy)");
        Map<Setting, Tally> tallies = new LinkedHashMap<>();
        for (Server server : named(Server.class, SERVERS)) {
            for (Variant variant : named(Variant.class, VARIANTS)) {
                Setting setting = new Setting(server, variant);
                Path own = Files.createDirectory(directory.resolve(setting.toString()));
                tallies.put(setting, RollingRestarts.run(own, setting, RESTARTS, CLIENTS));
                print(tallies);
            }
        }
        SoftAssertions.assertSoftly(softly -> tallies.forEach((setting, tally) -> verify(softly, setting, tally)));
    }

    private static void verify(SoftAssertions softly, Setting setting, Tally tally) {
        softly.assertThat(tally.requests()).as("%s: requests", setting).isGreaterThan(tally.connections());
        switch (setting.variant()) {
            case KUBERNETES -> {
                softly.assertThat(tally.failures())
                        .as("%s: %s", setting, tally.examples())
                        .isZero();
                softly.assertThat(tally.secondAttempts())
                        .as("%s: 503 with Retry-After", setting)
                        .isZero();
            }
            // Else nothing is counted here that could fail.
            case PLAIN ->
                softly.assertThat(tally.failures()).as("%s: failures", setting).isPositive();
            case PRE_STOP, ELSEWHERE -> {}
        }
    }

    private static <E extends Enum<E>> Collection<E> named(Class<E> type, String names) {
        if (names.equals("all")) {
            return EnumSet.allOf(type);
        }
        return Arrays.stream(names.split(","))
                .map(name -> Enum.valueOf(type, name.strip().toUpperCase(Locale.ROOT)))
                .toList();
    }

    private static void print(Map<Setting, Tally> tallies) {
        StringBuilder table = new StringBuilder(String.format(
                "%d rolling restarts of 2 replicas, %d clients, removal %d s behind the signal or the hook%n",
                RESTARTS, CLIENTS, RollingRestarts.REMOVAL_LAG.toSeconds()));
        table.append("| Server | | Requests | Connections | Failed | refused | reset | EOF | cut | time-out | status |"
                + " 503, then answered |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        tallies.forEach((setting, tally) -> {
            table.append("| ").append(setting.server().title());
            table.append(" | ").append(setting.variant().title());
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
