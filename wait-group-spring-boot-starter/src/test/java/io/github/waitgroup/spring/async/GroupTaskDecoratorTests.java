package io.github.waitgroup.spring.async;

import static io.github.waitgroup.spring.async.AsyncFixtures.executor;
import static io.github.waitgroup.spring.async.AsyncFixtures.get;
import static io.github.waitgroup.spring.async.AsyncFixtures.group;
import static io.github.waitgroup.spring.async.AsyncFixtures.taskNames;
import static io.github.waitgroup.spring.async.AsyncFixtures.withAsync;
import static io.github.waitgroup.spring.async.AsyncFixtures.withoutAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.WaitGroupClosedException;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.async.AsyncFixtures.Mailer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

@Timeout(120)
class GroupTaskDecoratorTests {

    private final Group group = new Group("orders");

    @Test
    void asyncMethodOnAnExecutorOfTheApplicationIsListedWhileItRuns() {
        withoutAsync().withUserConfiguration(OwnExecutor.class).run(context -> {
            Group group = context.getBean(Group.class);
            Mailer mailer = context.getBean(Mailer.class);
            mailer.send();
            mailer.awaitBegun();
            assertThat(group.activeTasks()).singleElement().satisfies(task -> {
                assertThat(task.name()).isEqualTo("AsyncFixtures.Mailer.send");
                assertThat(task.threadName()).startsWith("own-");
            });
            mailer.end();
            Fixtures.awaitEmpty(group);
            assertThat(group.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
        });
    }

    @Test
    void runningTaskIsWaitedForBeforeBeansAreDestroyed() {
        List<String> events = new CopyOnWriteArrayList<>();
        withoutAsync()
                .withUserConfiguration(OwnExecutor.class)
                .withBean("dataSource", DisposableBean.class, () -> () -> events.add("data source destroyed"))
                .run(context -> {
                    Group group = context.getBean(Group.class);
                    CountDownLatch begun = new CountDownLatch(1);
                    context.getBean(SimpleAsyncTaskExecutor.class).execute(() -> {
                        begun.countDown();
                        Fixtures.await(group.stopChannel());
                        events.add("task ends");
                    });
                    Fixtures.await(begun);
                    context.close();
                    assertThat(events).containsExactly("task ends", "data source destroyed");
                });
    }

    @Test
    void tasksAreCountedWhenTheExecutorRunsThemAndNotIfItRejectsThem() {
        ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();
        pool.setCorePoolSize(1);
        pool.setMaxPoolSize(1);
        pool.setQueueCapacity(1);
        pool.setTaskDecorator(new GroupTaskDecorator(group));
        pool.setWaitForTasksToCompleteOnShutdown(true);
        pool.setAwaitTerminationSeconds((int) Fixtures.FOREVER.toSeconds());
        pool.initialize();
        CountDownLatch end = new CountDownLatch(1);
        try {
            CountDownLatch begun = new CountDownLatch(1);
            pool.execute(() -> {
                begun.countDown();
                Fixtures.await(end);
            });
            Fixtures.await(begun);
            Future<?> queued = pool.submit(() -> {});
            assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
            assertThat(group.counts()).isEqualTo(new TaskCounts(1, 0, 0, 0));
            assertThat(taskNames(group)).containsExactly("GroupTaskDecoratorTests");
            assertThat(queued.cancel(true)).isTrue();
        } finally {
            end.countDown();
            pool.shutdown();
        }
        assertThat(group.counts()).as("the pool runs the cancelled one too").isEqualTo(new TaskCounts(2, 2, 0, 0));
    }

    @Test
    void taskWhoseTurnComesAfterTheStopRunsAndIsLate() {
        AtomicInteger ran = new AtomicInteger();
        Runnable task = new GroupTaskDecorator(group).decorate(ran::incrementAndGet);
        task.run();
        group.close();
        task.run();
        assertThat(ran).hasValue(2);
        assertThat(group.counts()).isEqualTo(new TaskCounts(2, 2, 0, 0));
        assertThat(group.anomalies().late()).isOne();
    }

    @Test
    void refusalThatTheTaskMeetsIsItsFailure() {
        Group other = new Group("other");
        other.close();
        AtomicInteger ran = new AtomicInteger();
        Runnable task = new GroupTaskDecorator(group).decorate(() -> {
            ran.incrementAndGet();
            other.start(() -> {});
        });
        assertThatThrownBy(task::run)
                .isInstanceOf(WaitGroupClosedException.class)
                .hasMessageContaining("group 'other'");
        assertThat(ran).hasValue(1);
        assertThat(group.counts()).isEqualTo(new TaskCounts(1, 0, 1, 0));
    }

    @Test
    void beanIsAppliedToTheExecutorOfBoot() {
        withoutAsync().withUserConfiguration(DecoratorBean.class).run(context -> {
            Group group = context.getBean(Group.class);
            assertThat(get(executor(context).submit(() -> taskNames(group)))).containsExactly("FutureTask");
            Fixtures.awaitEmpty(group);
        });
    }

    @Test
    void beanIsNotAppliedToTheExecutorOfAGroup() {
        withAsync().withUserConfiguration(DecoratorBean.class).run(context -> {
            Group decorators = context.getBean(Group.class);
            get(executor(context).submit(() -> {}));
            Fixtures.awaitEmpty(group(context));
            assertThat(group(context).counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));
            assertThat(decorators).isNotSameAs(group(context));
            assertThat(decorators.counts()).isEqualTo(new TaskCounts(0, 0, 0, 0));
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    @Import(Mailer.class)
    static class OwnExecutor {

        @Bean
        SimpleAsyncTaskExecutor own(Group group) {
            SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("own-");
            executor.setTaskDecorator(new GroupTaskDecorator(group));
            return executor;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class DecoratorBean {

        @Bean
        GroupTaskDecorator groupTaskDecorator(Group group) {
            return new GroupTaskDecorator(group);
        }
    }
}
