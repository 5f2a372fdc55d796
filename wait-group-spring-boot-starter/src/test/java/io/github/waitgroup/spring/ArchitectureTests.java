package io.github.waitgroup.spring;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameContaining;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

class ArchitectureTests {

    private static final String ROOT = "io.github.waitgroup.spring";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.github.waitgroup.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void featuresDependOnTheRootPackageAndOnWhatTheyShow() {
        Map<String, Set<String>> uses = Map.of(
                "shutdown", Set.of(),
                "worker", Set.of(),
                "async", Set.of(),
                "web", Set.of("shutdown"),
                "metrics", Set.of("shutdown", "worker"),
                "observation", Set.of(),
                "health", Set.of("worker"),
                "endpoint", Set.of("shutdown", "worker"));
        uses.forEach((feature, shown) -> {
            Set<String> allowed = new HashSet<>(shown);
            allowed.add(feature);
            String[] packages = allowed.stream().map(each -> ROOT + "." + each).toArray(String[]::new);
            noClasses()
                    .that(resideInAPackage(ROOT + "." + feature))
                    .should()
                    .dependOnClassesThat(resideInAPackage(ROOT + ".*").and(not(resideInAnyPackage(packages))))
                    .check(CLASSES);
        });
    }

    @Test
    void rootPackageDependsOnNoFeature() {
        noClasses()
                .that(resideInAPackage(ROOT))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + ".*"))
                .check(CLASSES);
    }

    @Test
    void optionalLibrariesAreUsedByTheirFeatureOnly() {
        noClasses()
                .that(not(resideInAnyPackage(ROOT + ".endpoint", ROOT + ".web")))
                .should()
                .dependOnClassesThat(resideInAPackage("org.springframework.boot.actuate.."))
                .check(CLASSES);
        noClasses()
                .that(not(resideInAPackage(ROOT + ".health")))
                .should()
                .dependOnClassesThat(resideInAPackage("org.springframework.boot.health.."))
                .check(CLASSES);
        noClasses()
                .that(resideInAPackage(ROOT + ".web").and(not(simpleNameStartingWith("ActuatorPaths"))))
                .should()
                .dependOnClassesThat(resideInAPackage("org.springframework.boot.actuate.."))
                .check(CLASSES);
        noClasses()
                .that(not(resideInAPackage(ROOT + ".web")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("jakarta.servlet..", "org.springframework.web.."))
                .check(CLASSES);
        noClasses()
                .that(dependOn(
                        "jakarta.servlet..", "org.springframework.web.servlet..", "org.springframework.web.socket.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage("reactor..", "org.springframework.web.reactive.."))
                .check(CLASSES);
        noClasses()
                .that(not(nameContaining("WebSocket")))
                .should()
                .dependOnClassesThat(resideInAPackage("org.springframework.web.socket.."))
                .check(CLASSES);
        noClasses()
                .that(not(resideInAnyPackage(ROOT + ".metrics", ROOT + ".observation")))
                .should()
                .dependOnClassesThat(resideInAPackage("io.micrometer..")
                        .and(not(resideInAPackage("io.micrometer.context..")))
                        .or(resideInAPackage("org.springframework.boot.micrometer..")))
                .check(CLASSES);
        noClasses()
                .that(not(resideInAPackage(ROOT + ".observation")))
                .should()
                .dependOnClassesThat(resideInAPackage("io.micrometer.context.."))
                .check(CLASSES);
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("org.springframework.boot.web.server.."))
                .because("its constants are copied by the compiler, so that its jar may be absent")
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> dependOn(String... packages) {
        DescribedPredicate<JavaClass> used = resideInAnyPackage(packages);
        return DescribedPredicate.describe(
                "depend on " + String.join(", ", packages),
                each -> each.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency -> used.test(dependency.getTargetClass())));
    }

    @Test
    void autoConfigurationsArePublicFinalAndTheirBeanMethodsAreNot() {
        classes()
                .that()
                .areAnnotatedWith(AutoConfiguration.class)
                .should()
                .bePublic()
                .andShould()
                .haveModifier(JavaModifier.FINAL)
                .andShould()
                .haveSimpleNameEndingWith("AutoConfiguration")
                .check(CLASSES);
        methods()
                .that()
                .areAnnotatedWith(Bean.class)
                .should()
                .bePackagePrivate()
                .check(CLASSES);
    }

    @Test
    void everyAutoConfigurationIsListedForBoot() throws IOException {
        assertThat(CLASSES.stream()
                        .filter(each -> each.isAnnotatedWith(AutoConfiguration.class))
                        .map(JavaClass::getName))
                .containsExactlyInAnyOrderElementsOf(imports().lines().toList());
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(CLASSES.stream().map(JavaClass::getPackage).collect(Collectors.toSet()))
                .hasSize(9)
                .allSatisfy(each -> assertThat(each.isAnnotatedWith(NullMarked.class))
                        .as(each.getName())
                        .isTrue());
    }

    private static String imports() throws IOException {
        String name = "META-INF/spring/" + AutoConfiguration.class.getName() + ".imports";
        try (InputStream file = WaitGroupAutoConfiguration.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI()
                .resolve(name)
                .toURL()
                .openStream()) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
