package io.github.waitgroup.spring.source.observed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ObservedSourceAutoConfigurationTests {

    private final ApplicationContextRunner runner = Fixtures.starter()
            .withConfiguration(
                    AutoConfigurations.of(ObservationAutoConfiguration.class, ObservedSourceAutoConfiguration.class));
    private final ApplicationContextRunner withNames =
            runner.withPropertyValues("wait-group.sources.observations=orders.import");

    @Test
    void nothingIsThereUnlessNamesAreChosen() {
        runner.run(context ->
                assertThat(context).doesNotHaveBean(ObservedWork.class).doesNotHaveBean("observationsGroup"));
    }

    @Test
    void nothingIsThereWithoutMicrometer() {
        withNames
                .withClassLoader(new FilteredClassLoader(ObservationHandler.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("observationsGroup"));
    }

    @Test
    void chosenObservationsAreTasks(CapturedOutput output) {
        withNames.run(context -> {
            Group group = context.getBean("observationsGroup", Group.class);
            Observation.createNotStarted("orders.import", context.getBean(ObservationRegistry.class))
                    .observe(() -> assertThat(group.activeTasks()).hasSize(1));
            assertThat(context).hasBean("defaultGroup");
        });
        assertThat(output).contains("Observations that are tasks of group 'observations': orders.import");
    }

    @Test
    void groupOfTheApplicationReplacesThatOfTheSource() {
        Group own = new Group("observations");
        withNames
                .withBean("observationsGroup", Group.class, () -> own)
                .run(context -> assertThat(context.getBean("observationsGroup")).isSameAs(own));
    }

    @Test
    void registryThatWasCreatedTooEarlyGetsTheHandler() {
        ObservationRegistry early = ObservationRegistry.create();
        Fixtures.starter()
                .withConfiguration(AutoConfigurations.of(ObservedSourceAutoConfiguration.class))
                .withPropertyValues("wait-group.sources.observations=orders.import")
                .withBean(ObservationRegistry.class, () -> early)
                .run(context -> {
                    Group group = context.getBean("observationsGroup", Group.class);
                    Observation.createNotStarted("orders.import", early)
                            .observe(() -> assertThat(group.counts().accepted()).isEqualTo(1));
                    assertThat(group.counts().completed()).isEqualTo(1);
                });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void listOfWhatIsObservedMakesNoTaskTwice(boolean byProperties) {
        ApplicationContextRunner allowing = byProperties
                ? withNames.withPropertyValues(
                        "management.observations.enable.all=false", "management.observations.enable.orders=true")
                : withNames.withBean(ObservationPredicate.class, () -> (name, context) -> name.startsWith("orders."));
        allowing.run(context -> {
            Group group = context.getBean("observationsGroup", Group.class);
            Observation.createNotStarted("orders.import", context.getBean(ObservationRegistry.class))
                    .observe(() -> assertThat(group.activeTasks()).hasSize(1));
            assertThat(group.counts().accepted()).isEqualTo(1);
            assertThat(group.counts().completed()).isEqualTo(1);
        });
    }

    @Test
    void nameThatCannotOccurIsAWarningWithItsSwitch(CapturedOutput output) {
        runner.withPropertyValues("wait-group.sources.observations=spring.kafka.listener,orders.import")
                .run(context -> assertThat(output)
                        .contains("'spring.kafka.listener' are no tasks")
                        .contains("unless spring.kafka.listener.observation-enabled is set")
                        .contains("tasks of group 'observations': orders.import"));
    }

    @Test
    void nameThatIsHiddenIsAWarning(CapturedOutput output) {
        withNames
                .withPropertyValues("management.observations.enable.orders=false")
                .run(context -> assertThat(output).contains("'orders.import' are no tasks", "ObservationPredicate"));
    }

    @Test
    void nameWhoseWorkASourceTracksIsAWarning(CapturedOutput output) {
        runner.withPropertyValues("wait-group.sources.observations=jms.message.process")
                .run(context -> assertThat(output)
                        .contains("'jms.message.process' is listed twice", "wait-group.sources.jms.enabled"));
    }

    @Test
    void nameWhoseSourceIsSwitchedOffIsNone(CapturedOutput output) {
        runner.withPropertyValues(
                        "wait-group.sources.observations=jms.message.process", "wait-group.sources.jms.enabled=false")
                .run(context -> assertThat(output).doesNotContain("listed twice"));
    }

    @Test
    void registryThatObservesNothingIsAWarning(CapturedOutput output) {
        Fixtures.starter()
                .withConfiguration(AutoConfigurations.of(ObservedSourceAutoConfiguration.class))
                .withPropertyValues("wait-group.sources.observations=orders.import")
                .withBean(ObservationRegistry.class, () -> ObservationRegistry.NOOP)
                .run(context -> assertThat(output).contains("there is no registry of observations"));
    }

    @Test
    void allObservationsAreAFailureOfTheStart() {
        runner.withPropertyValues("wait-group.sources.observations=*")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("wait-group.sources.observations"));
    }
}
