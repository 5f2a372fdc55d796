package io.github.waitgroup.spring.async;

import static io.github.waitgroup.spring.async.AsyncFixtures.executor;
import static io.github.waitgroup.spring.async.AsyncFixtures.group;
import static io.github.waitgroup.spring.async.AsyncFixtures.withAsync;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.StuckTask;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.task.TaskRejectedException;

/** Hand-overs by threads that are in flight nowhere, while the application closes. */
@ExtendWith(OutputCaptureExtension.class)
@SuppressWarnings({"try", "FutureReturnValueIgnored"}) // stuck tasks are only there; what futures throw is asserted
class HandOverTests {

    @Test
    void delayOfATaskInFlightHandsOverAndTheTaskGoesOn(CapturedOutput output) {
        withAsync().run(context -> {
            Group group = group(context);
            CompletableFuture<String> retry = new CompletableFuture<>();
            executor(context).execute(new Delivery(group, executor(context), retry));
            context.close();
            assertThat(retry).isCompletedWithValue("delivered");
            assertThat(group.counts().completed()).isEqualTo(2);
            assertThat(group.counts().refused()).isZero();
            assertThat(output).doesNotContain("WARN");
        });
    }

    @Test
    void schedulerOfTheApplicationHandsOverAsLongAsAnythingIsInFlightInAnyGroup() {
        withAsync().withPropertyValues("wait-group.groups.orders.timeout=20s").run(context -> {
            Group orders = Fixtures.group(context, "orders");
            Group async = group(context);
            Executor executor = executor(context);
            CountDownLatch handedOver = new CountDownLatch(3);
            ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
            try {
                orders.start("order", () -> {
                    Fixtures.await(orders.stopChannel());
                    scheduler.scheduleAtFixedRate(
                            () -> executor.execute(handedOver::countDown), 1, 1, TimeUnit.MILLISECONDS);
                    Fixtures.await(handedOver);
                });
                context.close();
            } finally {
                scheduler.shutdownNow();
            }
            assertThat(orders.counts().failed()).isZero();
            assertThat(async.counts().active()).isZero();
            assertThat(async.counts().completed()).isGreaterThanOrEqualTo(3);
        });
    }

    @Test
    void producerThatIsInFlightNowhereDoesNotKeepTheDrainOpen() {
        withAsync().run(context -> {
            Group group = group(context);
            Executor executor = executor(context);
            AtomicInteger produced = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            CountDownLatch never = new CountDownLatch(1);
            ScheduledExecutorService producer = Executors.newSingleThreadScheduledExecutor();
            try (StuckTask inFlight = StuckTask.in(group, "in flight")) {
                CompletableFuture<?> closing = Fixtures.runAsync(context::close);
                Fixtures.await(group.stopChannel());
                producer.scheduleAtFixedRate(
                        () -> {
                            try {
                                executor.execute(() -> Fixtures.awaitAtMost(Duration.ofMillis(20), never));
                                produced.incrementAndGet();
                            } catch (TaskRejectedException outsider) {
                                refused.incrementAndGet();
                            }
                        },
                        1,
                        1,
                        TimeUnit.MILLISECONDS);
                Awaitility.await().atMost(Fixtures.FOREVER).until(() -> produced.get() > 5);
                inFlight.release();
                closing.orTimeout(10, TimeUnit.SECONDS).join(); // half of its time
                assertThat(group.counts().active()).isZero();
                assertThat(group.counts().completed()).isEqualTo(produced.get() + 1);
                Awaitility.await().atMost(Fixtures.FOREVER).until(() -> refused.get() > 0);
            } finally {
                producer.shutdownNow();
            }
        });
    }

    @Test
    void delayThatDropsTheRefusalIsNamedBesideTheTaskThatWaitsForIt(CapturedOutput output) {
        CompletableFuture<String> retry = new CompletableFuture<>();
        withAsync().withPropertyValues("wait-group.groups.async.timeout=300ms").run(context -> {
            Group group = group(context);
            executor(context).execute(new Delivery(group, executor(context), retry));
            group.beginStop(); // the group alone: the application goes on, and so do all outsiders
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
