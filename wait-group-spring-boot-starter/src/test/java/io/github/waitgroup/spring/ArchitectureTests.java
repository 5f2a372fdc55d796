package io.github.waitgroup.spring;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameContaining;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static java.util.stream.Collectors.flatMapping;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.web.server.WebServer;
import org.springframework.context.annotation.Bean;
import org.springframework.web.socket.WebSocketHandler;
import reactor.core.publisher.Mono;

/** Rules of the starter's main code. Each is shown to fail, by a canary or by comparing what is there. */
class ArchitectureTests {

    private static final String ROOT = "io.github.waitgroup.spring";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.github.waitgroup.(**)").should().beFreeOfCycles().check(CLASSES);
        assertCatches(
                slices().matching("java.(**)").should().beFreeOfCycles(),
                Duration.class, // is in a cycle with its units
                ChronoUnit.class);
    }

    /** The root package uses no other; an arrow that nobody needs any more has to be removed. */
    @Test
    void featuresDependOnTheRootPackageAndOnWhatTheyShow() {
        Map<String, Set<String>> uses = CLASSES.stream()
                .collect(
                        groupingBy(ArchitectureTests::feature, flatMapping(ArchitectureTests::otherFeatures, toSet())));
        assertThat(uses)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        entry("", Set.of()),
                        entry("shutdown", Set.of()),
                        entry("worker", Set.of()),
                        entry("report", Set.of("shutdown")),
                        entry("async", Set.of()),
                        entry("web", Set.of("shutdown")),
                        entry("metrics", Set.of("shutdown", "worker")),
                        entry("observation", Set.of()),
                        entry("health", Set.of("worker")),
                        entry("endpoint", Set.of("report", "shutdown", "worker")),
                        entry("source", Set.of("shutdown")),
                        entry("source.scheduled", Set.of("source")),
                        entry("source.quartz", Set.of("source")),
                        entry("source.batch", Set.of("source")),
                        entry("source.integration", Set.of("source")),
                        entry("source.kafka", Set.of("source")),
                        entry("source.rabbit", Set.of("source")),
                        entry("source.jms", Set.of("source")),
                        entry("source.websocket", Set.of("source")),
                        entry("source.grpc", Set.of("shutdown", "source", "web")),
                        entry("source.observed", Set.of()),
                        entry("reactor", Set.of()),
                        entry("kotlin", Set.of())));
    }

    private static Stream<String> otherFeatures(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .filter(resideInAPackage(ROOT + ".*..")) // below the root
                .map(ArchitectureTests::feature)
                .filter(each -> !each.equals(feature(type)));
    }

    /** The name of the package within that of the starter, which is none for the root. */
    private static String feature(JavaClass type) {
        return type.getPackageName().substring(ROOT.length()).replaceFirst("^\\.", "");
    }

    @Test
    void optionalLibrariesAreUsedByTheirFeatureOnly() {
        assertThat(featuresThat(dependOn("org.springframework.boot.actuate.."))).containsOnly("endpoint", "web");
        assertThat(featuresThat(dependOn("org.springframework.boot.health.."))).containsOnly("health");
        assertThat(featuresThat(dependOn("jakarta.servlet.."))).containsOnly("web");
        assertThat(featuresThat(dependOn("org.springframework.web.."))).containsOnly("web");
        assertThat(featuresThat(dependOn("org.springframework.boot.micrometer..")))
                .containsOnly("metrics");
        assertThat(featuresThat(dependOn(
                        resideInAPackage("io.micrometer..").and(not(resideInAPackage("io.micrometer.context.."))))))
                .containsOnly("metrics", "observation", "source.observed", "source.scheduled");
        assertThat(featuresThat(dependOn("org.quartz.."))).containsOnly("source.quartz");
        assertThat(featuresThat(dependOn("org.springframework.batch.."))).containsOnly("source.batch");
        assertThat(featuresThat(dependOn("org.springframework.integration.."))).containsOnly("source.integration");
        assertThat(featuresThat(dependOn("io.micrometer.context.."))).containsOnly("observation");
        assertThat(featuresThat(dependOn("org.springframework.kafka..", "org.apache.kafka..")))
                .containsOnly("source.kafka");
        assertThat(featuresThat(dependOn("org.springframework.amqp..", "com.rabbitmq..")))
                .containsOnly("source.rabbit");
        assertThat(featuresThat(dependOn("org.springframework.jms..", "jakarta.jms..")))
                .containsOnly("source.jms");
        assertThat(featuresThat(dependOn("org.springframework.messaging..")))
                .containsOnly("source.integration", "source.websocket");
        assertThat(featuresThat(dependOn("io.grpc..", "org.springframework.grpc..")))
                .containsOnly("source.grpc");
        assertThat(featuresThat(dependOn("kotlin..", "kotlinx.."))).containsOnly("kotlin");
        assertThat(featuresThat(
                        dependOn("org.apache.catalina..", "org.apache.coyote..", "org.springframework.boot.tomcat..")))
                .containsOnly("web");
    }

    private static Set<String> featuresThat(DescribedPredicate<JavaClass> condition) {
        return CLASSES.that(condition).stream().map(ArchitectureTests::feature).collect(toSet());
    }

    @Test
    void oneFeatureOfTheWebUsesTheActuator() {
        check(
                noClasses()
                        .that(not(resideInAPackage(ROOT + ".endpoint"))
                                .and(not(simpleNameStartingWith("ActuatorPaths"))))
                        .should()
                        .dependOnClassesThat(resideInAPackage("org.springframework.boot.actuate..")),
                ActuatorCanary.class);
    }

    @Test
    void servletsAndReactiveApplicationsDoNotMeet() {
        check(
                noClasses()
                        .that(dependOn(
                                "jakarta.servlet..",
                                "org.springframework.web.servlet..",
                                "org.springframework.web.socket.."))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage("reactor..", "org.springframework.web.reactive..")),
                BothStacksCanary.class);
    }

    @Test
    void webStackIsInTheNamesOfItsClasses() {
        check(
                noClasses()
                        .that(not(nameMatching("io\\.github\\.waitgroup\\.spring\\.web\\.Servlet.*")))
                        .should()
                        .dependOnClassesThat(
                                resideInAnyPackage("jakarta.servlet..", "org.springframework.web.servlet..")),
                ServletCanary.class);
        check(
                noClasses()
                        .that(not(nameMatching("io\\.github\\.waitgroup\\.spring\\.(web\\.Reactive|reactor\\.).*")))
                        .should()
                        .dependOnClassesThat(resideInAnyPackage("reactor..", "org.springframework.web.reactive..")),
                ReactiveCanary.class);
    }

    @Test
    void webSocketsAreInTheNamesOfTheirClasses() {
        check(
                noClasses()
                        .that(not(nameContaining("WebSocket")))
                        .should()
                        .dependOnClassesThat(resideInAPackage("org.springframework.web.socket..")),
                SocketCanary.class);
    }

    @Test
    void serversOfBootAreNotNeeded() {
        check(
                noClasses()
                        .should()
                        .dependOnClassesThat(resideInAPackage("org.springframework.boot.web.server.."))
                        .because("its constants are copied by the compiler, so that its jar may be absent"),
                ServerCanary.class);
    }

    private static DescribedPredicate<JavaClass> dependOn(String... packages) {
        return dependOn(resideInAnyPackage(packages));
    }

    private static DescribedPredicate<JavaClass> dependOn(DescribedPredicate<JavaClass> used) {
        return DescribedPredicate.describe(
                "depend on classes that " + used.getDescription(),
                each -> each.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency -> used.test(dependency.getTargetClass())));
    }

    @Test
    void autoConfigurationsArePublicFinalAndTheirBeanMethodsAreNot() {
        check(
                classes()
                        .that()
                        .areAnnotatedWith(AutoConfiguration.class)
                        .should()
                        .bePublic(),
                AutoConfigurationCanary.class);
        check(
                classes()
                        .that()
                        .areAnnotatedWith(AutoConfiguration.class)
                        .should()
                        .haveModifier(JavaModifier.FINAL),
                AutoConfigurationCanary.class);
        check(
                classes()
                        .that()
                        .areAnnotatedWith(AutoConfiguration.class)
                        .should()
                        .haveSimpleNameEndingWith("AutoConfiguration"),
                AutoConfigurationCanary.class);
        check(methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate(), AutoConfigurationCanary.class);
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
                .hasSize(23)
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

    private static void check(ArchRule rule, Class<?> canary) {
        rule.check(CLASSES);
        assertCatches(rule, canary);
    }

    private static void assertCatches(ArchRule rule, Class<?>... canaries) {
        assertThat(rule.evaluate(new ClassFileImporter().importClasses(canaries))
                        .hasViolation())
                .as("'%s' is violated by %s", rule.getDescription(), List.of(canaries))
                .isTrue();
    }

    @SuppressWarnings("unused")
    private static final class ActuatorCanary {
        private @Nullable Endpoint endpoint;
    }

    @SuppressWarnings("unused")
    private static final class BothStacksCanary {
        private @Nullable ServletRequest request;
        private @Nullable Mono<?> response;
    }

    @SuppressWarnings("unused")
    private static final class ServletCanary {
        private @Nullable ServletRequest request;
    }

    @SuppressWarnings("unused")
    private static final class ReactiveCanary {
        private @Nullable Mono<?> response;
    }

    @SuppressWarnings("unused")
    private static final class SocketCanary {
        private @Nullable WebSocketHandler handler;
    }

    @SuppressWarnings("unused")
    private static final class ServerCanary {
        private @Nullable WebServer server;
    }

    @AutoConfiguration
    static class AutoConfigurationCanary {
        @Bean
        public Object bean() {
            return this;
        }
    }
}
