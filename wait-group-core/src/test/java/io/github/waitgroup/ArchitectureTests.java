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

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.Test;

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
        classes().should().resideInAPackage(CORE).check(MAIN);
    }

    @Test
    void nothingIsNeededButTheBasicsOfTheJdkAndJSpecify() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        CORE, "java.lang..", "java.time..", "java.util..", "java.security", "org.jspecify.annotations")
                .check(MAIN);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(MAIN);
    }

    @Test
    void stopChannelKnowsNothingOfTheOthers() {
        knowsOnly(StopChannel.class, Errand.class, TaskThreads.class, Nanos.class, PatientLock.class, Stack.class);
    }

    @Test
    void counterKnowsNothingOfItsUsers() {
        knowsOnly(Counter.class, Cells.class, StopChannel.class, Nanos.class, PatientLock.class, Stack.class);
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

    private void knowsOnly(Class<?> type, Class<?>... known) {
        DescribedPredicate<JavaClass> allowed =
                not(resideInAPackage(CORE)).or(belongToAnyOf(type)).or(belongToAnyOf(known));
        classes()
                .that(belongToAnyOf(type))
                .should()
                .onlyDependOnClassesThat(
                        allowed.onResultOf(JavaClass::getBaseComponentType)) // an array is what it holds
                .check(MAIN);
    }

    @Test
    void publicTypesCannotBeExtended() {
        classes()
                .that()
                .arePublic()
                .and(not(INTERFACES))
                .and(not(SEALED))
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(MAIN);
    }

    @Test
    void publicFieldsAreConstants() {
        fields().that().arePublic().should().beStatic().andShould().beFinal().check(MAIN);
    }

    @Test
    void noMethodIsSynchronized() {
        noMethods().should().haveModifier(JavaModifier.SYNCHRONIZED).check(MAIN);
    }

    @Test
    void locksCanBeTakenWithoutMemory() {
        noClasses()
                .that(not(belongToAnyOf(PatientLock.class)))
                .should()
                .dependOnClassesThat(not(belongToAnyOf(PatientLock.class)).and(assignableTo(Lock.class)))
                .check(MAIN);
    }

    @Test
    void nothingIsPrinted() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(MAIN);
    }

    @Test
    void nobodyPollsNeitherHereNorInTheTests() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .check(ALL);
    }

    @Test
    void testsAreNamedSoThatTheyRun() {
        methods()
                .that()
                .areAnnotatedWith(Test.class)
                .should()
                .beDeclaredInClassesThat()
                .haveSimpleNameEndingWith("Tests")
                .check(ALL);
    }
}
