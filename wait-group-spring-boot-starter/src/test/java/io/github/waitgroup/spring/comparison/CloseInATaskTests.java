package io.github.waitgroup.spring.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
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
    void oursSaysSoAtOnceAndNamesTheTask(CapturedOutput output) {
        Fixtures.starter()
                .withPropertyValues("wait-group.groups.orders.timeout=300ms")
                .run(context -> {
                    CountDownLatch closed = new CountDownLatch(1);
                    context.getBean(Group.class).start("closes", () -> {
                        context.close();
                        closed.countDown();
                    });
                    Fixtures.await(closed);
                    Awaitility.await()
                            .atMost(Fixtures.FOREVER)
                            .until(() -> output.toString().contains("Group 'orders' has "));
                });
        assertThat(output.toString().lines().filter(line -> line.contains("Group") || line.contains("group 'orders'")))
                .as("the warning and then the drain")
                .element(0)
                .asString()
                .contains("WARN", "closed by one of the tasks that it waits for");
        assertThat(output).contains("task 'closes' of group 'orders'");
    }
}
