package io.github.waitgroup.spring.async;

import static io.github.waitgroup.spring.async.AsyncFixtures.executor;
import static io.github.waitgroup.spring.async.AsyncFixtures.group;
import static io.github.waitgroup.spring.async.AsyncFixtures.withAsync;
import static io.github.waitgroup.spring.async.AsyncFixtures.withoutAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.GroupRegistry;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.task.TaskRejectedException;

/** Limits of Boot's executor hold for the group in its place. */
class AsyncLimitTests {

    private final CountDownLatch end = new CountDownLatch(1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "spring.application.name=default                                             | 8",
                "spring.task.execution.pool.core-size=3                                      | 3",
                "spring.task.execution.pool.core-size=0                                      | 1",
                "spring.task.execution.pool.max-size=3                                       | 8",
                "spring.task.execution.pool.queue-capacity=5                                 | none",
                "spring.task.execution.pool.queue-capacity=0                                 | none",
                "spring.task.execution.pool.core-size=2 spring.task.execution.pool.max-size=4"
                        + " spring.task.execution.pool.queue-capacity=5                      | 4",
                "spring.task.execution.simple.concurrency-limit=5                            | 8",
                "spring.threads.virtual.enabled=true                                         | none",
                "spring.threads.virtual.enabled=true spring.task.execution.pool.core-size=3  | none",
                "wait-group.groups.async.limit=20 spring.task.execution.pool.core-size=3     | 20"
            })
    void limitOfTheGroupFollowsBootsSettings(String properties, Integer limit) {
        if (properties.contains("virtual") && Runtime.version().feature() < 21) {
            return; // Boot ignores that
        }
        withAsync()
                .withPropertyValues(properties.trim().split(" +"))
                .run(context -> assertThat(group(context).limit())
                        .isEqualTo(limit == null ? OptionalInt.empty() : OptionalInt.of(limit)));
    }

    @Test
    void noMoreTasksRunThanInBootsPool() {
        for (ApplicationContextRunner runner : new ApplicationContextRunner[] {withoutAsync(), withAsync()}) {
            runner.withPropertyValues("spring.task.execution.pool.core-size=2").run(context -> {
                AtomicInteger begun = new AtomicInteger();
                CountDownLatch release = new CountDownLatch(1);
                CountDownLatch two = new CountDownLatch(2);
                for (int i = 0; i < 10; i++) {
                    executor(context).execute(() -> {
                        begun.incrementAndGet();
                        two.countDown();
                        Fixtures.await(release);
                    });
                }
                Fixtures.await(two);
                assertThat(begun).hasValue(2);
                release.countDown();
            });
        }
    }

    @Test
    void waitingTasksAreListedAndDrained() {
        AtomicInteger ran = new AtomicInteger();
        withAsync().withPropertyValues("wait-group.groups.async.limit=2").run(context -> {
            for (int i = 0; i < 10; i++) {
                executor(context).execute(() -> {
                    Fixtures.await(end);
                    ran.incrementAndGet();
                });
            }
            assertThat(group(context).waiting()).isEqualTo(8);
            assertThat(group(context).counts().active()).isEqualTo(10);
            end.countDown();
            context.close();
            assertThat(ran).hasValue(10);
        });
    }

    @Test
    void fullPoolRejectsAsInBoot() {
        String[] settings = {
            "spring.task.execution.pool.core-size=1",
            "spring.task.execution.pool.max-size=2",
            "spring.task.execution.pool.queue-capacity=3"
        };
        withoutAsync().withPropertyValues(settings).run(context -> rejectsTheTaskAfter(5, context));
        withAsync().withPropertyValues(settings).run(context -> {
            rejectsTheTaskAfter(5, context);
            Fixtures.awaitEmpty(group(context));
            executor(context).execute(() -> {});
        });
    }

    private static void rejectsTheTaskAfter(int accepted, ApplicationContext context) {
        CountDownLatch release = new CountDownLatch(1);
        for (int i = 0; i < accepted; i++) {
            executor(context).execute(() -> Fixtures.await(release));
        }
        assertThatExceptionOfType(TaskRejectedException.class)
                .isThrownBy(() -> executor(context).execute(() -> {}));
        assertThatExceptionOfType(TaskRejectedException.class)
                .isThrownBy(() -> executor(context).submit(() -> 1));
        release.countDown();
    }

    @Test
    void tasksThatWaitForOthersEndIfBootsPoolWouldHaveGrown() {
        String[] settings = {"spring.task.execution.pool.core-size=1", "spring.task.execution.pool.queue-capacity=1"};
        for (ApplicationContextRunner runner : new ApplicationContextRunner[] {withoutAsync(), withAsync()}) {
            runner.withPropertyValues(settings).run(context -> {
                CountDownLatch third = new CountDownLatch(1);
                executor(context).execute(() -> Fixtures.await(third));
                executor(context).execute(() -> Fixtures.await(third));
                executor(context).execute(third::countDown);
                Fixtures.await(third);
            });
        }
    }

    @Test
    void limitOfTheGroupItselfRejectsNothing() {
        withAsync()
                .withPropertyValues(
                        "wait-group.groups.async.limit=1",
                        "spring.task.execution.pool.max-size=2",
                        "spring.task.execution.pool.queue-capacity=1")
                .run(context -> {
                    for (int i = 0; i < 20; i++) {
                        executor(context).execute(() -> Fixtures.await(end));
                    }
                    assertThat(group(context).waiting()).isEqualTo(19);
                    end.countDown();
                });
    }

    @Test
    void groupThatOtherTasksUseAsWellHasNoLimitOfBoots() {
        withAsync()
                .withPropertyValues("wait-group.async.group=orders")
                .run(context -> assertThat(context.getBean(GroupRegistry.class)
                                .get("orders")
                                .limit())
                        .isEmpty());
    }

    @Test
    void groupOfTheApplicationKeepsItsOwnLimit() {
        withAsync()
                .withBean("asyncGroup", Group.class, () -> new Group("async", FailureHandler.uncaught(), 3))
                .run(context -> assertThat(group(context).limit()).isEqualTo(OptionalInt.of(3)));
    }

    @Test
    void groupOfTheApplicationRejectsNothing() {
        withAsync()
                .withBean("asyncGroup", Group.class, () -> new Group("async"))
                .withPropertyValues(
                        "spring.task.execution.pool.core-size=1",
                        "spring.task.execution.pool.max-size=1",
                        "spring.task.execution.pool.queue-capacity=1")
                .run(context -> {
                    for (int i = 0; i < 5; i++) {
                        executor(context).execute(() -> Fixtures.await(end));
                    }
                    assertThat(group(context).counts().active()).isEqualTo(5);
                    end.countDown();
                });
    }
}
