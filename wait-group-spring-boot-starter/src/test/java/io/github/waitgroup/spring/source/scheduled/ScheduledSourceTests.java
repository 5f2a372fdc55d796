package io.github.waitgroup.spring.source.scheduled;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.ShutdownClock;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

@ExtendWith(OutputCaptureExtension.class)
class ScheduledSourceTests {

    private static final String GROUP = "scheduled-tasks";

    private final ApplicationContextRunner starter = Fixtures.starter()
            .withConfiguration(AutoConfigurations.of(
                    TaskSchedulingAutoConfiguration.class, ScheduledSourceAutoConfiguration.class))
            .withPropertyValues("spring.task.scheduling.pool.size=8");

    @Test
    void everyKindOfTaskIsListedByName() {
        starter.withUserConfiguration(EveryKind.class).run(context -> {
            Group group = Fixtures.group(context, GROUP);
            Awaitility.await()
                    .atMost(Fixtures.FOREVER)
                    .untilAsserted(() -> assertThat(names(group))
                            .containsExactlyInAnyOrder(
                                    "EveryKind.cron",
                                    "EveryKind.fixedDelay",
                                    "EveryKind.fixedRate",
                                    "EveryKind.once",
                                    "EveryKind.elsewhere",
                                    "EveryKind"));
            EveryKind tasks = context.getBean(EveryKind.class);
            assertThat(tasks.threads).anyMatch(each -> each.startsWith("other-"));
            tasks.release.countDown();
        });
    }

    private static List<String> names(Group group) {
        return group.activeTasks().stream().map(ActiveTask::name).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void runInFlightIsAwaitedBeforeWhatItUsesIsDestroyed(boolean oneThreadEach, CapturedOutput output) {
        ApplicationContextRunner runner = starter.withUserConfiguration(InFlight.class);
        if (oneThreadEach) { // what Boot has with virtual threads, on any JDK
            runner = runner.withBean("taskScheduler", SimpleAsyncTaskScheduler.class, SimpleAsyncTaskScheduler::new);
        }
        runner.run(context -> {
            InFlight task = context.getBean(InFlight.class);
            Fixtures.await(task.begun);
            Group group = Fixtures.group(context, GROUP);
            group.stopChannel().onClose(task.release::countDown);
            context.close();
            assertThat(task.outcome).containsExactly("connection is open");
            assertThat(group.counts()).extracting(TaskCounts::completed).isEqualTo(1L);
            assertThat(group.anomalies().late()).isZero();
        });
        assertThat(output)
                .contains("Group 'scheduled-tasks' has drained: 1 task")
                .doesNotContain("WARN", "ERROR");
    }

    @Test
    void runThatThrowsIsCountedAsFailedAndReportedBySpringAlone(CapturedOutput output) {
        starter.withUserConfiguration(Failing.class).run(context -> {
            Group group = Fixtures.group(context, GROUP);
            Awaitility.await()
                    .atMost(Fixtures.FOREVER)
                    .until(() -> group.counts().failed() > 0);
            assertThat(output).containsOnlyOnce("Unexpected error occurred in scheduled task");
            assertThat(output).doesNotContain("LoggingFailureHandler");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void reactiveRunLastsUntilItsPublisherEnds(boolean observed) {
        ApplicationContextRunner runner = starter.withUserConfiguration(Reactive.class);
        if (observed) {
            ObservationRegistry registry = ObservationRegistry.create();
            runner = runner.withBean(
                    SchedulingConfigurer.class, () -> registrar -> registrar.setObservationRegistry(registry));
        }
        runner.run(context -> {
            Reactive reactive = context.getBean(Reactive.class);
            Group group = Fixtures.group(context, GROUP);
            Fixtures.await(reactive.subscribed);
            Awaitility.await()
                    .atMost(Fixtures.FOREVER)
                    .untilAsserted(() -> assertThat(names(group)).containsExactly("Reactive.send"));
            group.stopChannel().onClose(() -> reactive.answer.tryEmitValue("sent"));
            context.close();
            assertThat(group.counts())
                    .extracting(TaskCounts::accepted, TaskCounts::completed)
                    .containsExactly(1L, 1L);
        });
    }

    @Test
    void reactiveRunThatFailsIsCountedSo() {
        starter.withUserConfiguration(Reactive.class).run(context -> {
            Group group = Fixtures.group(context, GROUP);
            Reactive reactive = context.getBean(Reactive.class);
            Fixtures.await(reactive.subscribed);
            reactive.answer.tryEmitError(new IllegalStateException("refused"));
            Fixtures.awaitEmpty(group);
            assertThat(group.counts().failed()).isEqualTo(1);
        });
    }

    @Test
    void nothingBeginsAfterTheGroupHasDrained(CapturedOutput output) {
        starter.withUserConfiguration(Idle.class).run(context -> {
            Group group = Fixtures.group(context, GROUP);
            ScheduledRuns runs = new ScheduledRuns(group, context.getBean(ShutdownClock.class));
            AtomicInteger count = new AtomicInteger();
            runs.runOnce("Idle.early", count::incrementAndGet);
            context.close();
            runs.runOnce("Idle.late", count::incrementAndGet);
            assertThat(count).hasValue(1);
        });
        assertThat(output).contains("The application closes: 'Idle.late' was due and does not run");
    }

    /** An executor that is not Spring's goes on with its periods when the application closes. */
    @Test
    void noPeriodBeginsOnceTheApplicationCloses(CapturedOutput output) {
        starter.withUserConfiguration(OwnExecutor.class).run(context -> {
            Group group = Fixtures.group(context, GROUP);
            OwnExecutor tasks = context.getBean(OwnExecutor.class);
            Fixtures.await(tasks.begun);
            group.stopChannel().onClose(tasks.release::countDown);
            context.close();
            assertThat(tasks.runs).hasValue(2);
            assertThat(group.anomalies().late()).isZero();
        });
        assertThat(output)
                .contains("Group 'scheduled-tasks' has drained: 2 tasks")
                .doesNotContain("WARN", "ERROR");
    }

    @Test
    void groupOfASourceThatIsOffReplacesNoGroup() {
        starter.withUserConfiguration(Failing.class)
                .withPropertyValues(
                        "wait-group.sources.scheduled.enabled=false",
                        "wait-group.groups.scheduled-tasks.timeout=8s",
                        "wait-group.groups.kafka-listeners.timeout=8s")
                .run((ApplicationContext context) ->
                        assertThat(context.getBean(Group.class).name()).isEqualTo("default"));
    }

    @Test
    void pausedApplicationRunsWhatIsDue() {
        starter.withUserConfiguration(Idle.class).run(context -> {
            Group group = Fixtures.group(context, GROUP);
            ScheduledRuns runs = new ScheduledRuns(group, context.getBean(ShutdownClock.class));
            AtomicInteger count = new AtomicInteger();
            context.stop();
            runs.runOnce("Idle.due", count::incrementAndGet);
            assertThat(count).hasValue(1);
            assertThat(group.anomalies().late()).isEqualTo(1);
        });
    }

    @Test
    void applicationWithoutSchedulingHasNoGroup() {
        starter.run(context -> assertThat(context).doesNotHaveBean("scheduledTasksGroup"));
    }

    @Test
    void propertySwitchesItOff() {
        starter.withUserConfiguration(Failing.class)
                .withPropertyValues("wait-group.sources.scheduled.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean("scheduledTasksGroup")
                        .doesNotHaveBean(ScheduledTaskTracking.class));
    }

    @Test
    void groupOfTheApplicationReplacesIt() {
        Group own = new Group(GROUP);
        starter.withUserConfiguration(InFlight.class)
                .withBean("scheduledTasksGroup", Group.class, () -> own)
                .run(context -> {
                    Fixtures.await(context.getBean(InFlight.class).begun);
                    assertThat(names(own)).containsExactly("InFlight.send");
                    context.getBean(InFlight.class).release.countDown();
                });
    }

    @Test
    void defaultGroupStays() {
        starter.withUserConfiguration(Failing.class)
                .run((ApplicationContext context) ->
                        assertThat(context.getBean(Group.class).name()).isEqualTo("default"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class EveryKind implements SchedulingConfigurer {

        final CountDownLatch release = new CountDownLatch(1);
        final List<String> threads = new CopyOnWriteArrayList<>();

        private void work() {
            threads.add(Thread.currentThread().getName());
            Fixtures.await(release);
        }

        @Scheduled(cron = "* * * * * *")
        void cron() {
            work();
        }

        @Scheduled(fixedDelay = 3_600_000)
        void fixedDelay() {
            work();
        }

        @Scheduled(fixedRate = 3_600_000)
        void fixedRate() {
            work();
        }

        @Scheduled(initialDelay = 1)
        void once() {
            work();
        }

        @Scheduled(initialDelay = 1, scheduler = "other")
        void elsewhere() {
            work();
        }

        @Override
        public void configureTasks(ScheduledTaskRegistrar registrar) {
            registrar.addOneTimeTask(this::work, Duration.ofMillis(1));
        }

        @Bean(defaultCandidate = false)
        TaskScheduler other() {
            ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
            scheduler.setThreadNamePrefix("other-");
            return scheduler;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class InFlight implements DisposableBean {

        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        final List<String> outcome = new CopyOnWriteArrayList<>();

        private volatile boolean open = true;

        @Scheduled(fixedDelay = 3_600_000)
        void send() {
            begun.countDown();
            Fixtures.await(release);
            outcome.add(open ? "connection is open" : "connection is closed");
        }

        @Override
        public void destroy() {
            open = false;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class OwnExecutor {

        final CountDownLatch begun = new CountDownLatch(2);
        final CountDownLatch release = new CountDownLatch(1);
        final AtomicInteger runs = new AtomicInteger();

        @Bean(destroyMethod = "shutdownNow")
        ScheduledExecutorService pool() {
            return Executors.newScheduledThreadPool(2);
        }

        private void work() {
            runs.incrementAndGet();
            begun.countDown();
            Fixtures.await(release);
        }

        @Scheduled(fixedDelay = 1)
        void one() {
            work();
        }

        @Scheduled(fixedDelay = 1)
        void other() {
            work();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Failing {

        @Scheduled(fixedDelay = 3_600_000)
        void fail() {
            throw new IllegalStateException("no connection");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Reactive {

        final Sinks.One<String> answer = Sinks.one();
        final CountDownLatch subscribed = new CountDownLatch(1);

        @Scheduled(fixedRate = 3_600_000)
        Mono<String> send() {
            return answer.asMono().doOnSubscribe(subscription -> subscribed.countDown());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Idle {}
}
