package io.github.waitgroup.spring;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.TaskInstrumentation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Several instrumentations of the same groups. */
class InstrumentedGroupsTests {

    @Test
    void instrumentationThatFailsDoesNotKeepTheOthersFromBeingNotified() {
        Error failure = new AssertionError("on purpose");
        List<Duration> told = new ArrayList<>();
        starter()
                .withBean(
                        "first",
                        GroupInstrumentation.class,
                        () -> group -> atEnd(() -> {
                            throw failure;
                        }))
                .withBean("second", GroupInstrumentation.class, () -> group -> atEnd(() -> told.add(Duration.ZERO)))
                .run(context -> {
                    CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
                    Group group = context.getBean(Group.class);
                    Thread thread = new Thread(() -> group.run("mail-42", () -> {}));
                    thread.setUncaughtExceptionHandler((dying, thrown) -> uncaught.complete(thrown));
                    thread.start();
                    assertThat(uncaught.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS))
                            .isSameAs(failure);
                    thread.join();
                    assertThat(told).hasSize(1);
                    assertThat(group.counts().completed()).isOne();
                });
    }

    private static TaskInstrumentation atEnd(Runnable action) {
        return new TaskInstrumentation() {
            @Override
            public void onEnd(Duration duration, @Nullable Duration reaction) {
                action.run();
            }
        };
    }
}
