package io.github.waitgroup.spring.async;

import static io.github.waitgroup.spring.async.AsyncFixtures.currentTask;
import static io.github.waitgroup.spring.async.AsyncFixtures.executor;
import static io.github.waitgroup.spring.async.AsyncFixtures.get;
import static io.github.waitgroup.spring.async.AsyncFixtures.group;
import static io.github.waitgroup.spring.async.AsyncFixtures.withAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.WaitGroupClosedException;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.async.AsyncFixtures.Mailer;
import io.github.waitgroup.spring.async.AsyncFixtures.WithMailer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.scheduling.annotation.EnableAsync;

/** The tasks of the executor. */
@Timeout(120)
class GroupTaskExecutorTests {

    @Test
    void taskThatIsAcceptedRightBeforeTheCloseIsRun() {
        AtomicInteger ran = new AtomicInteger();
        withAsync().run(context -> {
            AsyncTaskExecutor executor = executor(context);
            for (int i = 0; i < 200; i++) {
                executor.execute(ran::incrementAndGet);
            }
            context.close();
            assertThat(ran).hasValue(200);
        });
    }

    @Test
    void asyncMethodMayCallAnotherWhileTheApplicationCloses() {
        withAsync().withUserConfiguration(Chain.class).run(context -> {
            Chain.EVENTS.clear();
            CountDownLatch begun = new CountDownLatch(1);
            context.getBean(Chain.First.class).begin(begun, group(context));
            Fixtures.await(begun);
            context.close();
            assertThat(Chain.EVENTS).containsExactly("first ends", "second ends", "data source destroyed");
        });
    }

    @Test
    void stoppedGroupRefusesAsSpringsExecutorsDo() {
        withAsync().withUserConfiguration(WithMailer.class).run(context -> {
            context.stop();
            assertThatThrownBy(() -> context.getBean(Mailer.class).send())
                    .isInstanceOf(TaskRejectedException.class)
                    .hasMessageContainingAll("group 'async' is stopped", "task 'AsyncFixtures.Mailer.send' is refused")
                    .hasCauseInstanceOf(WaitGroupClosedException.class);
            AsyncTaskExecutor executor = executor(context);
            assertThatThrownBy(() -> executor.execute(() -> {})).isInstanceOf(TaskRejectedException.class);
            assertThatThrownBy(() -> executor.submitCompletable(() -> 1)).isInstanceOf(TaskRejectedException.class);
            assertThatThrownBy(() -> executor.submitCompletable(() -> {})).isInstanceOf(TaskRejectedException.class);

            context.start();
            assertThat(get(executor.submit(() -> "runs"))).isEqualTo("runs");
        });
    }

    @Test
    void everyWayToHandATaskOverGivesItsResultAndANamedTask() {
        withAsync().run(context -> {
            AsyncTaskExecutor executor = executor(context);
            Group group = group(context);
            assertThat(get(executor.submit(new Callable_()))).isEqualTo("GroupTaskExecutorTests.Callable_");
            assertThat(get(executor.submitCompletable(new Callable_()))).isEqualTo("GroupTaskExecutorTests.Callable_");
            Runnable_ task = new Runnable_();
            get(executor.submit(task));
            get(executor.submitCompletable(task));
            executor.execute(task);
            Fixtures.awaitEmpty(group);
            assertThat(task.names).hasSize(3).containsOnly("GroupTaskExecutorTests.Runnable_");
        });
    }

    @Test
    void lambdaIsNamedAfterTheClassThatItStandsIn() {
        withAsync().run(context -> {
            assertThat(get(executor(context).submit(() -> currentTask()))).isEqualTo("GroupTaskExecutorTests");
        });
    }

    @Test
    void asyncMethodsGiveTheirResults() {
        withAsync().withUserConfiguration(Methods.class).run(context -> {
            Methods.Service service = context.getBean(Methods.Service.class);
            Group group = group(context);
            assertThat(get(service.completable())).isEqualTo("GroupTaskExecutorTests.Methods.Service.completable");
            assertThat(get(service.future())).isEqualTo("GroupTaskExecutorTests.Methods.Service.future");
            assertThatThrownBy(() -> service.fails().get())
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("no such mailbox");
            Fixtures.awaitEmpty(group);
            assertThat(group.counts()).isEqualTo(new TaskCounts(3, 3, 0, 0));
        });
    }

    @Test
    void failureOfAVoidMethodIsForSpringsHandlerAndFailureOfAPlainTaskForThatOfTheGroup() {
        CompletableFuture<Throwable> handled = new CompletableFuture<>();
        withAsync()
                .withUserConfiguration(Methods.class)
                .withBean(FailureHandler.class, () -> (in, task, failure) -> handled.complete(failure))
                .run(context -> {
                    Group group = group(context);
                    context.getBean(Methods.Service.class).failsSilently();
                    Fixtures.awaitEmpty(group);
                    assertThat(get(Methods.UNCAUGHT)).hasMessage("no such mailbox");
                    assertThat(group.counts()).isEqualTo(new TaskCounts(1, 1, 0, 0));

                    RuntimeException failure = new IllegalStateException("plain");
                    executor(context).execute(() -> {
                        throw failure;
                    });
                    Fixtures.awaitEmpty(group);
                    assertThat(handled).isCompletedWithValue(failure);
                    assertThat(group.counts()).isEqualTo(new TaskCounts(2, 1, 1, 0));
                });
    }

    @Test
    void taskDecoratorsAreAppliedAsBootDoes() {
        withAsync().withUserConfiguration(Decorators.class).run(context -> {
            List<String> events = new CopyOnWriteArrayList<>();
            Decorators.events = events;
            executor(context).execute(() -> events.add("task"));
            Fixtures.awaitEmpty(group(context));
            assertThat(events).containsExactly("second", "first", "task");
        });
    }

    private static final class Callable_ implements Callable<String> {

        @Override
        public String call() {
            return currentTask();
        }
    }

    private static final class Runnable_ implements Runnable {

        private final List<String> names = new CopyOnWriteArrayList<>();

        @Override
        public void run() {
            names.add(currentTask());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    @Import({Chain.First.class, Chain.Second.class})
    static class Chain {

        static final List<String> EVENTS = new CopyOnWriteArrayList<>();

        /** Nothing depends on it, and it is created after the executor: only the drain keeps it alive. */
        @Bean
        DisposableBean dataSource() {
            return () -> EVENTS.add("data source destroyed");
        }

        static class First {

            private final Second second;

            First(@Lazy Second second) {
                this.second = second;
            }

            @Async
            void begin(CountDownLatch begun, Group group) {
                begun.countDown();
                Fixtures.await(group.stopChannel());
                EVENTS.add("first ends");
                second.end();
            }
        }

        static class Second {

            @Async
            void end() {
                EVENTS.add("second ends");
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    @Import(Methods.Service.class)
    static class Methods implements AsyncConfigurer {

        static final CompletableFuture<Throwable> UNCAUGHT = new CompletableFuture<>();

        @Override
        public AsyncUncaughtExceptionHandler getAsyncUncaughtExceptionHandler() {
            return (failure, method, arguments) -> UNCAUGHT.complete(failure);
        }

        static class Service {

            @Async
            CompletableFuture<String> completable() {
                return CompletableFuture.completedFuture(currentTask());
            }

            @Async
            Future<String> future() {
                return CompletableFuture.completedFuture(currentTask());
            }

            @Async
            Future<String> fails() {
                throw new IllegalStateException("no such mailbox");
            }

            @Async
            void failsSilently() {
                throw new IllegalStateException("no such mailbox");
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Decorators {

        private static volatile List<String> events = List.of();

        @Bean
        @Order(1)
        TaskDecorator inner() {
            return task -> () -> {
                events.add("first");
                task.run();
            };
        }

        @Bean
        @Order(2)
        TaskDecorator outer() {
            return task -> () -> {
                events.add("second");
                task.run();
            };
        }
    }
}
