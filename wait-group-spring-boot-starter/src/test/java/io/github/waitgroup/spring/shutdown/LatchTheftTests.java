package io.github.waitgroup.spring.shutdown;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WaitGroupProperties.GroupSettings;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Spring counts the callback of a lifecycle bean that depends on another, in a higher phase, as if it were that other
 * one's: the phase ends before the other has (spring-framework#28277). A drain in such a bean is cut short as soon as a
 * user's lifecycle bean injects it.
 */
class LatchTheftTests {

    private final DrainRace race = new DrainRace();

    @Test
    void plainDrainerThatALowerPhaseInjectsIsCutShort() {
        new ApplicationContextRunner()
                .withBean(DrainRace.class, () -> race)
                .withUserConfiguration(PlainDrain.class)
                .run(context -> {
                    context.close();
                    race.assertDrainWasCutShort();
                });
    }

    @Test
    void groupThatALowerPhaseInjectsIsDrainedFirst() {
        Fixtures.starter()
                .withBean(DrainRace.class, () -> race)
                .withUserConfiguration(GroupDrain.class)
                .run(context -> {
                    race.startTask(context.getBean(Group.class));
                    context.close();
                    race.assertDrainWasWaitedFor();
                });
    }

    @Test
    void groupThatSharesItsPhaseWithABeanThatALowerPhaseInjectsIsDrainedFirst() {
        Fixtures.starter()
                .withBean(DrainRace.class, () -> race)
                .withUserConfiguration(SharedPhase.class)
                .run(context -> {
                    race.startTask(context.getBean(Group.class));
                    context.close();
                    race.assertDrainWasWaitedFor();
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class PlainDrain {

        @Bean
        PlainDrainer drainer(DrainRace race) {
            return new PlainDrainer(race);
        }

        @Bean
        LifecycleProbe user(DrainRace race, PlainDrainer drainer) {
            return race.inLowerPhase();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class GroupDrain {

        @Bean
        LifecycleProbe user(DrainRace race, Group group) {
            return race.inLowerPhase();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SharedPhase {

        @Bean
        LifecycleProbe sharing() {
            return new LifecycleProbe(GroupSettings.DEFAULT_PHASE, () -> {});
        }

        @Bean
        LifecycleProbe dependent(@Qualifier("sharing") LifecycleProbe sharing) {
            return new LifecycleProbe(DrainRace.LOWER_PHASE + 1, () -> {});
        }

        @Bean
        LifecycleProbe user(DrainRace race) {
            return race.inLowerPhase();
        }
    }

    /** The drain that everybody writes: asynchronous, so that Spring's time-out applies. */
    private static final class PlainDrainer extends LifecycleProbe {

        private final DrainRace race;

        PlainDrainer(DrainRace race) {
            super(GroupSettings.DEFAULT_PHASE, () -> {});
            this.race = race;
        }

        @Override
        public void stop(Runnable callback) {
            Runnable work = () -> {
                race.drain();
                stop();
                callback.run();
            };
            new Thread(work).start();
        }
    }
}
