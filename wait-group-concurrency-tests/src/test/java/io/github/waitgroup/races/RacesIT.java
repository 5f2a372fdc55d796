package io.github.waitgroup.races;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;

/** No race of the core shows what is forbidden, and each twin, which has the bug, does. */
class RacesIT {

    private static final String CANARY = "Canary";
    private static final Path TARGET = Path.of("target", "jcstress").toAbsolutePath();
    private static final Pattern SELECTED = Pattern.compile(System.getProperty("jcstress.tests", ".*"));

    private static final String OPTIONS = System.getProperty("jcstress.options", "-m quick");
    private static final long MILLIS = Long.getLong("jcstress.millis", 100);
    private static final String LONG_OPTIONS = System.getProperty("jcstress.long-options", "");
    private static final long LONG_MILLIS = Long.getLong("jcstress.long-millis", 500);
    private static final long TIMEOUT_SECONDS = Long.getLong("jcstress.timeout-seconds", 600);

    /** How much longer a twin gets that has shown nothing: a busy machine may have kept its actors apart. */
    private static final int SECOND_CHANCE = 20;

    @TestFactory
    Stream<DynamicTest> racesShowNothingForbiddenAndEachTwinDoes() throws Exception {
        List<Class<?>> tests = tests();
        assertThat(tests).as("races").isNotEmpty();

        List<TestResult> results = new ArrayList<>(run("short", OPTIONS, tests, MILLIS));
        List<Class<?>> silent = tests.stream()
                .filter(RacesIT::isCanary)
                .filter(test -> forbidden(resultsOf(test, results)) == 0)
                .toList();
        results.addAll(run("second-chance", OPTIONS, silent, MILLIS * SECOND_CHANCE));
        if (!LONG_OPTIONS.isBlank()) {
            List<Class<?>> races =
                    tests.stream().filter(test -> !isCanary(test)).toList();
            results.addAll(run("long", LONG_OPTIONS, races, LONG_MILLIS));
        }

        tests.forEach(test -> System.out.println(summary(test, resultsOf(test, results))));
        return tests.stream()
                .map(test -> dynamicTest(test.getSimpleName(), () -> judge(test, resultsOf(test, results))));
    }

    private static List<TestResult> run(String name, String options, List<Class<?>> tests, long millis)
            throws Exception {
        if (tests.isEmpty()) {
            return List.of();
        }
        String names = tests.stream().map(Class::getSimpleName).collect(Collectors.joining("|"));
        List<TestResult> results =
                new Jcstress(TARGET.resolve(name), options, TIMEOUT_SECONDS).run("\\.(" + names + ")$", millis);
        assertThat(results)
                .as("races of the run '%s'", name)
                .extracting(TestResult::getName)
                .containsAll(tests.stream().map(Class::getName).toList());
        return results;
    }

    private static void judge(Class<?> test, List<TestResult> results) {
        assertThat(results).as("runs").isNotEmpty().allSatisfy(RacesIT::hasWorked);
        if (isCanary(test)) {
            assertThat(forbidden(results))
                    .as("forbidden outcomes of a twin, see %s", TARGET)
                    .isPositive();
        } else {
            assertThat(bad(results).map(outcome -> outcome.id + " " + outcome.description))
                    .as("forbidden outcomes, see %s", TARGET)
                    .isEmpty();
            assertThatNoException().as("each race has a twin").isThrownBy(() -> Class.forName(test.getName() + CANARY));
        }
    }

    /** What should run. Found among the classes, not in jcstress's own list: that may be short of some. */
    private static List<Class<?>> tests() throws Exception {
        Path classes = Path.of(AddVersusAwait.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        String folder = RacesIT.class.getPackageName().replace('.', '/');
        List<Class<?>> tests = new ArrayList<>();
        try (Stream<Path> files = Files.list(classes.resolve(folder))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class")) {
                    String simpleName = name.substring(0, name.length() - ".class".length());
                    tests.add(Class.forName(RacesIT.class.getPackageName() + "." + simpleName));
                }
            }
        }
        tests.removeIf(test -> !test.isAnnotationPresent(JCStressTest.class)
                || !SELECTED.matcher(test.getSimpleName()).find());
        return tests;
    }

    private static boolean isCanary(Class<?> test) {
        return test.getSimpleName().endsWith(CANARY);
    }

    private static List<TestResult> resultsOf(Class<?> test, List<TestResult> results) {
        return results.stream()
                .filter(result -> result.getName().equals(test.getName()))
                .toList();
    }

    private static void hasWorked(TestResult result) {
        assertThat(result.status()).as("%s", result.getMessages()).isEqualTo(Status.NORMAL);
        assertThat(result.getTotalCount()).as("samples").isPositive();
    }

    private static long forbidden(List<TestResult> results) {
        return bad(results)
                .filter(outcome -> outcome.expect == Expect.FORBIDDEN)
                .mapToLong(outcome -> outcome.count)
                .sum();
    }

    /** What was seen and is forbidden, or was not foreseen. */
    private static Stream<GradingResult> bad(List<TestResult> results) {
        return results.stream()
                .flatMap(result -> result.grading().gradingResults.values().stream())
                .filter(outcome -> outcome.count > 0)
                .filter(outcome -> outcome.expect == Expect.FORBIDDEN || outcome.expect == Expect.UNKNOWN);
    }

    private static String summary(Class<?> test, List<TestResult> results) {
        long samples = results.stream().mapToLong(TestResult::getTotalCount).sum();
        TreeMap<String, Long> bad = bad(results)
                .collect(Collectors.toMap(
                        outcome -> outcome.description, outcome -> outcome.count, Long::sum, TreeMap::new));
        return String.format("%-36s %,12d samples in %2d forks %s", test.getSimpleName(), samples, results.size(), bad);
    }
}
