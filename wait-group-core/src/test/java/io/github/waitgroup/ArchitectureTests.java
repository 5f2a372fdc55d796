package io.github.waitgroup;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.INTERFACES;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.PrintStream;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rules of the core's main code. Each is shown to fail, by a canary or by comparing what is there. */
class ArchitectureTests {

    private static final String CORE = "io.github.waitgroup";

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(CORE);
    private static final DescribedPredicate<JavaClass> SEALED =
            DescribedPredicate.describe("sealed", type -> type.reflect().isSealed());
    private static final JavaClasses ALL = new ClassFileImporter().importPackages(CORE);

    @Test
    void everythingIsInOnePackage() {
        check(classes().should().resideInAPackage(CORE), String.class);
    }

    @Test
    void nothingIsNeededButTheBasicsOfTheJdkAndJSpecify() {
        check(
                classes()
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(
                                CORE,
                                "java.lang..",
                                "java.time..",
                                "java.util..",
                                "java.security",
                                "jdk.jfr",
                                "org.jspecify.annotations"),
                ArchitectureTests.class);
        check(noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging.."), LoggingCanary.class);
    }

    @Test
    void stopChannelKnowsNothingOfTheOthers() {
        knowsOnly(StopChannel.class, Errand.class, TaskThreads.class, Nanos.class, PatientLock.class, Stack.class);
    }

    @Test
    void counterKnowsNothingOfItsUsers() {
        knowsOnly(Counter.class, Cells.class, StopChannel.class, Nanos.class, PatientLock.class, Stack.class);
    }

    /** These know each other, as docs/concurrency.md explains; no other class knows a group. */
    @Test
    void classesThatKnowGroupsAreTheKnot() {
        assertThat(MAIN.get(Group.class).getDirectDependenciesToSelf().stream()
                        .map(dependency -> outermost(dependency.getOriginClass()))
                        .distinct())
                .containsExactlyInAnyOrder(Stream.of(
                                Drain.class,
                                Epoch.class,
                                Execution.class,
                                FailureHandler.class,
                                FlightRecords.class,
                                GroupSet.class,
                                Guest.class,
                                Member.class,
                                Membership.class,
                                Origin.class,
                                QueuedMember.class,
                                Sweep.class,
                                TaskEvent.class,
                                TaskStartEvent.class,
                                Turns.class,
                                WaitGraph.class)
                        .map(Class::getName)
                        .toArray(String[]::new));
    }

    @Test
    void contextKnowsNothingOfGroups() {
        knowsOnly(
                Context.class,
                CancellableContext.class,
                StopChannel.class,
                DeadlineTimer.class,
                Nanos.class,
                Stack.class);
    }

    /** Each of those is known, and no other: what is not needed any more has to be removed from the list. */
    private static void knowsOnly(Class<?> type, Class<?>... known) {
        assertThat(MAIN.get(type).getDirectDependenciesFromSelf().stream()
                        .map(dependency ->
                                dependency.getTargetClass().getBaseComponentType()) // an array is what it holds
                        .filter(resideInAPackage(CORE).and(not(belongToAnyOf(type))))
                        .map(ArchitectureTests::outermost)
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(known).map(Class::getName).toList());
    }

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTests::outermost).orElse(type.getName());
    }

    @Test
    void publicTypesCannotBeExtended() {
        check(
                classes()
                        .that()
                        .arePublic()
                        .and(not(INTERFACES))
                        .and(not(SEALED))
                        .should()
                        .haveModifier(JavaModifier.FINAL),
                OpenCanary.class);
    }

    @Test
    void publicFieldsAreConstants() {
        check(fields().that().arePublic().should().beStatic().andShould().beFinal(), OpenCanary.class);
    }

    @Test
    void noMethodIsSynchronized() {
        check(noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED), SynchronizedCanary.class);
    }

    @Test
    void locksCanBeTakenWithoutMemory() {
        check(
                noClasses()
                        .that(not(belongToAnyOf(PatientLock.class)))
                        .should()
                        .dependOnClassesThat(
                                not(belongToAnyOf(PatientLock.class)).and(assignableTo(Lock.class))),
                LockCanary.class);
    }

    @Test
    void nothingIsPrinted() {
        check(NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS, PrintingCanary.class);
    }

    @Test
    void testsAreNamedSoThatTheyRun() {
        ArchRule rule = methods()
                .that()
                .areAnnotatedWith(Test.class)
                .should()
                .beDeclaredInClassesThat()
                .haveSimpleNameEndingWith("Tests");
        rule.check(ALL.that(not(belongToAnyOf(UnnamedTestCanary.class))));
        assertCatches(rule, UnnamedTestCanary.class);
    }

    private static void check(ArchRule rule, Class<?> canary) {
        rule.check(MAIN);
        assertCatches(rule, canary);
    }

    private static void assertCatches(ArchRule rule, Class<?> canary) {
        assertThat(rule.evaluate(new ClassFileImporter().importClasses(canary)).hasViolation())
                .as("'%s' is violated by %s", rule.getDescription(), canary)
                .isTrue();
    }

    @SuppressWarnings("unused")
    private static final class LoggingCanary {
        private @Nullable Logger logger;
    }

    @SuppressWarnings("unused")
    public static class OpenCanary {
        public int field;
    }

    @SuppressWarnings("unused")
    private static final class SynchronizedCanary {
        synchronized void method() {}
    }

    @SuppressWarnings("unused")
    private static final class LockCanary {
        private final Lock lock = new ReentrantLock();
    }

    @SuppressWarnings("unused")
    private static final class PrintingCanary {
        private final PrintStream out = System.out;
    }

    @SuppressWarnings("unused")
    private static final class UnnamedTestCanary {
        @Test
        void method() {}
    }
}
