package io.github.waitgroup.spring.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** The application is closed by one of the tasks that closing waits for. */
@ExtendWith(OutputCaptureExtension.class)
class CloseInATaskTests {

    @Test
    void springLetsTheTaskWaitForItselfInSilence(CapturedOutput output) {
        Duration timeout = Duration.ofSeconds(1);
        PlainSpring.withExecutor("closes-", timeout).run(context -> {
            CountDownLatch closed = new CountDownLatch(1);
            AtomicReference<Duration> took = new AtomicReference<>();
            context.getBean(SimpleAsyncTaskExecutor.class).execute(() -> {
                long start = System.nanoTime();
                context.close();
                took.set(Duration.ofNanos(System.nanoTime() - start));
                closed.countDown();
            });
            Fixtures.await(closed);
            assertThat(took.get()).isGreaterThanOrEqualTo(timeout);
        });
        assertThat(output).as("whatever its thread logs").doesNotContain("closes-");
    }

    @Test
    void starterNamesTheTaskAtOnceAndDoesNotWaitForIt(CapturedOutput output) {
        Duration timeout = Duration.ofHours(1);
        Fixtures.starter()
                .withPropertyValues(
                        "wait-group.groups.orders.timeout=" + timeout, "wait-group.shutdown.timeout=" + timeout)
                .run(context -> {
                    CountDownLatch closed = new CountDownLatch(1);
                    context.getBean(Group.class).start("closes", () -> {
                        context.close();
                        closed.countDown();
                    });
                    Fixtures.await(closed);
                });
        assertThat(output)
                .contains("Task 'closes' of group 'orders' closes the application and waits for the shutdown, so the"
                        + " shutdown does not wait for it")
                .contains("at " + CloseInATaskTests.class.getName());
    }
}
