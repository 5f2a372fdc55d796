package io.github.waitgroup.spring.async;

import static io.github.waitgroup.spring.async.AsyncFixtures.executor;
import static io.github.waitgroup.spring.async.AsyncFixtures.group;
import static io.github.waitgroup.spring.async.AsyncFixtures.withAsync;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Hand-overs that are refused while nobody sees the exception. */
@ExtendWith(OutputCaptureExtension.class)
class RefusedHandOverTests {

    @Test
    void delayThatDropsTheRefusalIsNamedBesideTheTaskThatWaitsForIt(CapturedOutput output) {
        CompletableFuture<String> retry = new CompletableFuture<>();
        withAsync().withPropertyValues("wait-group.groups.async.timeout=300ms").run(context -> {
            Group group = group(context);
            executor(context).execute(new Delivery(group, executor(context), retry));
            group.beginStop();
            Awaitility.await()
                    .atMost(Fixtures.FOREVER)
                    .until(() -> group.counts().refused() == 1);
            context.close();
            assertThat(output.toString().lines())
                    .anySatisfy(line -> assertThat(line)
                            .containsPattern("WARN .* Group 'async' has not drained: 1 task still active after .*;"
                                    + " 1 task was refused: 'CompletableFuture\\.\\w+'"
                                    + " from thread '(CompletableFutureDelay|ForkJoinPool).+'$"))
                    .anySatisfy(line -> assertThat(line).contains("CompletableFuture.join("));
            retry.complete("given up");
            Fixtures.awaitEmpty(group);
        });
    }

    /** A task that fails when the stop begins, tries again later on the same executor, and waits for that. */
    private record Delivery(Group group, Executor executor, CompletableFuture<String> retry) implements Runnable {

        @Override
        public void run() {
            Fixtures.await(group.stopChannel());
            Executor later = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS, executor);
            retry.completeAsync(() -> "delivered", later).join();
        }
    }
}
