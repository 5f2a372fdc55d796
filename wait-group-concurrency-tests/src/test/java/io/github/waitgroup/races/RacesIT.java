package io.github.waitgroup.races;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
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
    private static final long MILLIS = Long.getLong("jcstress.millis", 150);

    /** How much longer a twin gets that has shown nothing: a busy machine may have kept its actors apart. */
    private static final int SECOND_CHANCE = 20;

    @TestFactory
    Stream<DynamicTest> races() throws Exception {
        List<Class<?>> tests = tests();
        List<TestResult> results = new ArrayList<>(jcstress("all").run(".*", MILLIS));
        List<Class<?>> silent = tests.stream()
                .filter(RacesIT::isCanary)
                .filter(test -> forbidden(resultsOf(test, results)) == 0)
                .toList();
        if (!silent.isEmpty()) {
            String names = silent.stream().map(Class::getSimpleName).collect(Collectors.joining("|"));
            results.addAll(jcstress("again").run("\\.(" + names + ")$", MILLIS * SECOND_CHANCE));
        }
        tests.forEach(test -> System.out.println(summary(test, resultsOf(test, results))));
        return tests.stream().map(test -> dynamicTest(test.getSimpleName(), () -> {
            List<TestResult> mine = resultsOf(test, results);
            assertThat(mine).as("%s ran", test.getSimpleName()).isNotEmpty().allSatisfy(RacesIT::hasWorked);
            if (isCanary(test)) {
                assertThat(forbidden(mine)).as("forbidden outcomes, see %s", TARGET).isPositive();
            } else {
                assertThat(outcomes(mine, RacesIT::isBad))
                        .as("forbidden outcomes, see %s", TARGET)
                        .isEmpty();
                assertThat(tests.stream().map(Class::getSimpleName)).contains(test.getSimpleName() + CANARY);
            }
        }));
    }

    private static Jcstress jcstress(String name) {
        String options = System.getProperty("jcstress.options", "-m quick");
        return new Jcstress(TARGET.resolve(name), options, Long.getLong("jcstress.timeout-seconds", 600));
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
        tests.removeIf(test -> !test.isAnnotationPresent(JCStressTest.class));
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
        return outcomes(results, outcome -> outcome.expect == Expect.FORBIDDEN)
                .mapToLong(outcome -> outcome.count)
                .sum();
    }

    private static boolean isBad(GradingResult outcome) {
        return outcome.expect == Expect.FORBIDDEN || outcome.expect == Expect.UNKNOWN;
    }

    private static Stream<GradingResult> outcomes(List<TestResult> results, Predicate<GradingResult> which) {
        return results.stream()
                .flatMap(result -> result.grading().gradingResults.values().stream())
                .filter(outcome -> outcome.count > 0)
                .filter(which);
    }

    private static String summary(Class<?> test, List<TestResult> results) {
        long samples = results.stream().mapToLong(TestResult::getTotalCount).sum();
        TreeMap<String, Long> bad = outcomes(results, RacesIT::isBad)
                .collect(Collectors.toMap(
                        outcome -> outcome.description, outcome -> outcome.count, Long::sum, TreeMap::new));
        return String.format("%-36s %,12d samples in %d forks %s", test.getSimpleName(), samples, results.size(), bad);
    }
}
