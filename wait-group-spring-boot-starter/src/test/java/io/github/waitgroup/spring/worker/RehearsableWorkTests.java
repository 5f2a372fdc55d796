package io.github.waitgroup.spring.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RehearsableWorkTests {

    private final Turnstile calls = new Turnstile();
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final Group group = new Group("orders");
    private final RehearsableWork work = new RehearsableWork(group, context -> {
        calls.pass();
        Fixtures.await(context.done());
        Fixtures.await(mayEnd);
    });

    @Test
    void aRehearsalThatFollowsAtOnceMeetsTheWorkToo() throws Exception {
        new Worker(group, "listener", work).start();
        calls.await(1);
        RehearsableWork.Round first = Objects.requireNonNull(work.rehearse());

        CompletableFuture<RehearsableWork.@Nullable Round> second = new CompletableFuture<>();
        first.ended.onClose(() -> second.complete(work.rehearse()));
        for (int i = 0; i < 1_000; i++) {
            first.ended.onClose(() -> {}); // the worker has these to start before it goes on
        }
        mayEnd.countDown();
        assertThat(second.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS))
                .isNotNull()
                .isNotSameAs(first);

        assertThat(Objects.requireNonNull(second.get()).task().name()).isEqualTo("listener");

        assertThat(group.stop(Fixtures.FOREVER).isDrained()).isTrue();
        assertThat(work.rehearse()).as("it has ended").isNull();
    }
}
