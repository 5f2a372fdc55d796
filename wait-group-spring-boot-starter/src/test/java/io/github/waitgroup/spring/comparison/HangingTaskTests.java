package io.github.waitgroup.spring.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.StuckTask;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** A task that knows neither stop signal nor interrupt, when the time is up. */
@ExtendWith(OutputCaptureExtension.class)
@SuppressWarnings("try") // that the task is there is all that is needed of it
class HangingTaskTests {

    @Test
    void springDoesNotNameTheTask(CapturedOutput output) {
        PlainSpring.withExecutor("hanging-", Duration.ofMillis(300)).run(context -> {
            SimpleAsyncTaskExecutor executor = context.getBean(SimpleAsyncTaskExecutor.class);
            try (StuckTask stuck = StuckTask.in(executor)) {
                context.close();
                assertThat(stuck.isRunning()).as("running when close() returns").isTrue();
            }
        });
        assertThat(output)
                .doesNotContain("hanging-", "[" + Thread.currentThread().getName() + "] SimpleAsyncTaskExecutor");
    }

    @Test
    void starterNamesTheTaskWithItsStack(CapturedOutput output) {
        Fixtures.starter()
                .withPropertyValues("wait-group.groups.orders.timeout=300ms")
                .run(context -> {
                    try (StuckTask stuck = StuckTask.in(context.getBean(Group.class), "mail-42")) {
                        context.close();
                        assertThat(stuck.isRunning())
                                .as("running when close() returns")
                                .isTrue();
                    }
                });
        assertThat(output)
                .contains("Group 'orders' has not drained: 1 task still active")
                .contains("task 'mail-42'", StuckTask.class.getName() + ".run(");
    }
}
