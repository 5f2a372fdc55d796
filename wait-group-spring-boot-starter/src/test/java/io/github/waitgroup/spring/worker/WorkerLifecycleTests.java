package io.github.waitgroup.spring.worker;

import static io.github.waitgroup.spring.Fixtures.application;
import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.Fixtures;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.ParentContextApplicationContextInitializer;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** When workers start, and when they do not. */
class WorkerLifecycleTests {

    @Test
    void workersStartWhenTheApplicationIsReadyAndStopWithIt() {
        Group group;
        try (ConfigurableApplicationContext context =
                application(Poller.class, CountsInRunner.class).run()) {
            group = context.getBean(Group.class);
            assertThat(context.getBean(CountsInRunner.class).accepted).containsExactly(0L);
            assertThat(names(group)).containsExactly("poller");
            context.getBean(Poller.class).calls.await(1);
        }
        assertThat(group.counts().completed()).isOne();
    }

    @Test
    void workersStartInALazyApplicationToo() {
        try (ConfigurableApplicationContext context =
                application(Poller.class).run("--spring.main.lazy-initialization=true")) {
            context.getBean(Poller.class).calls.await(1);
        }
    }

    @Test
    void workersDoNotStartIfARunnerFails() {
        assertNothingStarts(application(Poller.class, KeepsGroup.class, FailingRunner.class));
    }

    @Test
    void workersDoNotStartIfAListenerOfTheReadyEventFails() {
        assertNothingStarts(application(Poller.class, KeepsGroup.class, FailingListener.class));
    }

    @Test
    void workersDoNotStartInAnApplicationThatWasStoppedBeforeItWasReadyUntilItStarts() {
        try (ConfigurableApplicationContext context =
                application(Poller.class, StopsInRunner.class).run()) {
            Group group = context.getBean(Group.class);
            assertThat(group.counts().accepted()).isZero();
            context.start();
            context.getBean(Poller.class).calls.await(1);
        }
    }

    @Test
    void workersStartOnceInAnApplicationThatIsStartedAgainBeforeItIsReady() {
        try (ConfigurableApplicationContext context =
                application(Poller.class, RestartsInRunner.class).run()) {
            assertThat(context.getBean(RestartsInRunner.class).accepted).containsExactly(1L);
            assertThat(context.getBean(Group.class).counts().accepted()).isOne();
        }
    }

    @Test
    void workersStartWhenAContextThatNoApplicationRunsIsRefreshed() {
        starter().withBean(Poller.class).run(context -> {
            assertThat(names(context.getBean(Group.class))).containsExactly("poller");
        });
    }

    @Test
    void workersStartAgainWithTheContext() {
        starter().withBean(Poller.class).run(context -> {
            assertStartsAgain(context, context::stop, context::start);
        });
    }

    @Test
    void workersStartAgainAfterAPause() {
        starter().withBean(Poller.class).run(context -> {
            ConfigurableApplicationContext source = context.getSourceApplicationContext();
            assertStartsAgain(source, source::pause, source::restart);
        });
    }

    @Test
    void workersStartAfterTheirGroupEvenIfThatIsInTheLastPhase() {
        starter()
                .withPropertyValues("wait-group.groups.orders.phase=" + Integer.MAX_VALUE)
                .withBean(Poller.class)
                .run(context -> assertStartsAgain(context, context::stop, context::start));
    }

    @Test
    void workersStartOnceIfTheContextIsStartedTwice() {
        starter().withBean(Poller.class).run(context -> {
            context.start();
            assertThat(context.getBean(Group.class).counts().accepted()).isOne();
        });
    }

    @Test
    void taskThatOutlivedItsStopHasNoOtherBesideIt() {
        starter()
                .withPropertyValues("wait-group.groups.orders.timeout=200ms")
                .withBean(Stubborn.class)
                .run(context -> {
                    Group group = context.getBean(Group.class);
                    Stubborn stubborn = context.getBean(Stubborn.class);
                    stubborn.entered.await(1);
                    context.stop();
                    context.start();
                    assertThat(group.counts().accepted()).isOne();
                    stubborn.released.pass();
                    stubborn.entered.await(2);
                    stubborn.released.pass();
                    Fixtures.awaitEmpty(group);
                });
    }

    @Test
    void childThatIsReadyIsNotTheParent() {
        try (ConfigurableApplicationContext context =
                application(Poller.class, RunsChild.class).run()) {
            assertThat(context.getBean(RunsChild.class).accepted).containsExactly(0L);
            context.getBean(Poller.class).calls.await(1);
        }
    }

    @Test
    void childThatIsRefreshedIsNotTheParent() {
        try (GenericApplicationContext child = new GenericApplicationContext()) {
            starter()
                    .withBean(Poller.class)
                    .withBean(RefreshesChild.class, () -> new RefreshesChild(child))
                    .run(context -> {
                        assertThat(context.getBean(RefreshesChild.class).accepted)
                                .containsExactly(0L);
                        assertThat(context.getBean(Group.class).counts().accepted())
                                .isOne();
                    });
        }
    }

    @Test
    void workersOfTheParentDoNotStartWithTheChildAndSurviveItsEnd() {
        starter().withBean(Poller.class).run(parent -> {
            Group group = parent.getBean(Group.class);
            starter()
                    .withParent(parent)
                    .withBean("ownGroup", Group.class, () -> new Group("own"))
                    .withBean("childPoller", Poller.class)
                    .run(child -> {
                        Group own = child.getBean("ownGroup", Group.class);
                        assertThat(names(own)).containsExactly("poller");
                        child.close();
                        assertThat(own.counts().completed()).isOne();
                    });
            assertThat(group.counts().accepted()).isOne();
            assertThat(group.counts().active()).isOne();
        });
    }

    private static void assertNothingStarts(SpringApplication application) {
        AtomicReference<Group> group = KeepsGroup.GROUP;
        assertThatThrownBy(() -> application.run().close()).hasMessageContaining("fails on purpose");
        assertThat(group.get().counts().accepted()).isZero();
        assertThat(group.get().counts().refused()).isZero();
    }

    private static void assertStartsAgain(ConfigurableApplicationContext context, Runnable stop, Runnable start) {
        Group group = context.getBean(Group.class);
        Poller poller = context.getBean(Poller.class);
        poller.calls.await(1);
        for (int times = 1; times <= 3; times++) {
            stop.run();
            assertThat(group.counts().completed()).isEqualTo(times);
            assertThat(group.counts().active()).isZero();
            start.run();
            assertThat(names(group)).containsExactly("poller");
            poller.calls.await(times + 1);
        }
        context.close();
        assertThat(group.counts().completed()).isEqualTo(4);
    }

    private static List<String> names(Group group) {
        return group.activeTasks().stream().map(ActiveTask::name).toList();
    }

    static class Poller {

        final Turnstile calls = new Turnstile();

        @GroupWorker(name = "poller")
        void poll(StopChannel stop) {
            calls.pass();
            Fixtures.await(stop);
        }
    }

    /** Ends when the test lets it. */
    static class Stubborn {

        final Turnstile entered = new Turnstile();
        final Turnstile released = new Turnstile();

        @GroupWorker
        void run() {
            released.await(entered.pass());
        }
    }

    /** Notes how many tasks the group has accepted. */
    abstract static class Counts {

        final List<Long> accepted = new CopyOnWriteArrayList<>();

        void count(ApplicationContext context) {
            accepted.add(context.getBean(Group.class).counts().accepted());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class CountsInRunner extends Counts {

        @Bean
        ApplicationRunner runner(ApplicationContext context) {
            return arguments -> count(context);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class StopsInRunner {

        @Bean
        ApplicationRunner runner(ConfigurableApplicationContext context) {
            return arguments -> context.stop();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class RestartsInRunner extends Counts {

        @Bean
        ApplicationRunner runner(ConfigurableApplicationContext context) {
            return arguments -> {
                context.stop();
                context.start();
                count(context);
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class RunsChild extends Counts {

        @Bean
        ApplicationRunner runner(ConfigurableApplicationContext context) {
            return arguments -> {
                SpringApplication child = new SpringApplication(EmptyConfiguration.class);
                child.setWebApplicationType(WebApplicationType.NONE);
                child.setRegisterShutdownHook(false);
                child.addInitializers(new ParentContextApplicationContextInitializer(context));
                child.run().close();
                count(context);
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class EmptyConfiguration {}

    /** Refreshes a child when the lifecycle beans of the parent have started, and before the parent is refreshed. */
    static class RefreshesChild extends Counts {

        private final GenericApplicationContext child;

        RefreshesChild(GenericApplicationContext child) {
            this.child = child;
        }

        @EventListener
        @Order(Ordered.HIGHEST_PRECEDENCE)
        void onRefreshed(ContextRefreshedEvent event) {
            if (event.getApplicationContext() != child) {
                child.setParent(event.getApplicationContext());
                child.refresh();
                count(event.getApplicationContext());
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class FailingRunner {

        @Bean
        ApplicationRunner runner() {
            return arguments -> {
                throw new IllegalStateException("fails on purpose");
            };
        }
    }

    static class FailingListener {

        @EventListener(ApplicationReadyEvent.class)
        void onReady() {
            throw new IllegalStateException("fails on purpose");
        }
    }

    static class KeepsGroup {

        static final AtomicReference<Group> GROUP = new AtomicReference<>();

        KeepsGroup(Group group) {
            GROUP.set(group);
        }
    }
}
