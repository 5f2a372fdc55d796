package io.github.waitgroup.spring.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.Fixtures;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** A task needs another one to complete its work, and the application is closing by then. */
class FollowUpWorkTests {

    @Test
    void springRefusesFollowUpWorkInAThreadForEachTask() {
        PlainSpring.withExecutor("follow-up-", Fixtures.FOREVER).run(context -> {
            SimpleAsyncTaskExecutor executor = context.getBean(SimpleAsyncTaskExecutor.class);
            assertThat(followUpWhile(() -> !executor.isActive(), executor, context))
                    .isInstanceOf(TaskRejectedException.class);
        });
    }

    @Test
    void springRefusesFollowUpWorkInThePoolOfBoot() {
        PlainSpring.boot()
                .withPropertyValues(
                        "spring.task.execution.shutdown.await-termination=true",
                        "spring.task.execution.shutdown.await-termination-period=30s")
                .run(context -> {
                    ThreadPoolTaskExecutor executor = context.getBean(ThreadPoolTaskExecutor.class);
                    BooleanSupplier closing =
                            () -> executor.getThreadPoolExecutor().isShutdown();
                    assertThat(followUpWhile(closing, executor, context)).isInstanceOf(TaskRejectedException.class);
                });
    }

    @Test
    void starterRunsFollowUpWork() {
        Fixtures.starter().run(context -> {
            Group group = context.getBean(Group.class);
            StopChannel stop = group.stopChannel();
            assertThat(followUpWhile(stop::isClosed, task -> group.start(task::run), context))
                    .isNull();
            assertThat(group.counts().completed()).isEqualTo(2);
        });
    }

    /**
     * Closes the application while a task runs, which starts another when {@code closing}. Returns what it got for
     * that; null if it was accepted.
     */
    private static Throwable followUpWhile(
            BooleanSupplier closing, TaskExecutor executor, ConfigurableApplicationContext context) {
        CountDownLatch running = new CountDownLatch(1);
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        executor.execute(() -> {
            running.countDown();
            Awaitility.await().atMost(Fixtures.FOREVER).until(closing::getAsBoolean);
            try {
                executor.execute(() -> {});
            } catch (RuntimeException refused) {
                refusal.set(refused);
            }
        });
        Fixtures.await(running);
        context.close();
        return refusal.get();
    }
}
