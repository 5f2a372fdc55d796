package io.github.waitgroup.spring;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.TaskEnd;
import io.github.waitgroup.TaskInstrumentation;
import io.github.waitgroup.ThrowingRunnable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Several instrumentations of the same groups. */
class InstrumentedGroupsTests {

    @Test
    void oneThatFailsDoesNotKeepTheOthersFromBeingNotified() {
        Error failure = new AssertionError("on purpose");
        List<Duration> notified = new ArrayList<>();
        starter()
                .withBean(
                        "first",
                        GroupInstrumentation.class,
                        () -> group -> atEnd(() -> {
                            throw failure;
                        }))
                .withBean("second", GroupInstrumentation.class, () -> group -> atEnd(() -> notified.add(Duration.ZERO)))
                .run(context -> {
                    CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
                    Group group = context.getBean(Group.class);
                    Thread thread = new Thread(() -> group.run("mail-42", () -> {}));
                    thread.setUncaughtExceptionHandler((dying, thrown) -> uncaught.complete(thrown));
                    thread.start();
                    assertThat(uncaught.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS))
                            .isSameAs(failure);
                    thread.join();
                    assertThat(notified).hasSize(1);
                    assertThat(group.counts().completed()).isOne();
                });
    }

    @Test
    void allFailuresAreReported() {
        starter()
                .withBean("first", GroupInstrumentation.class, () -> group -> failing("first"))
                .withBean("second", GroupInstrumentation.class, () -> group -> failing("second"))
                .withBean("third", GroupInstrumentation.class, () -> group -> failing("third"))
                .run(context -> {
                    CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
                    Thread thread =
                            new Thread(() -> context.getBean(Group.class).run("mail-42", () -> {}));
                    thread.setUncaughtExceptionHandler((dying, thrown) -> uncaught.complete(thrown));
                    thread.start();
                    Throwable failure = uncaught.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS);
                    assertThat(failure).hasMessage("first");
                    assertThat(failure.getSuppressed())
                            .extracting(Throwable::getMessage)
                            .containsExactly("second", "third");
                    thread.join();
                });
    }

    @Test
    void theFirstIsAroundTheOthers() {
        List<String> events = new CopyOnWriteArrayList<>();
        starter()
                .withBean("first", GroupInstrumentation.class, () -> group -> around("first", events))
                .withBean("second", GroupInstrumentation.class, () -> group -> around("second", events))
                .withBean("third", GroupInstrumentation.class, () -> group -> around("third", events))
                .run(context -> {
                    Group group = context.getBean(Group.class);
                    group.start("mail-42", () -> events.add("task"));
                    Fixtures.awaitEmpty(group);
                    assertThat(events).containsExactly("first", "second", "third", "task");
                });
    }

    private static TaskInstrumentation around(String name, List<String> events) {
        return new TaskInstrumentation() {
            @Override
            public ThrowingRunnable<?> onStart(String taskName, ThrowingRunnable<?> task) {
                return () -> {
                    events.add(name);
                    task.run();
                };
            }
        };
    }

    private static TaskInstrumentation failing(String message) {
        return atEnd(() -> {
            throw new AssertionError(message);
        });
    }

    private static TaskInstrumentation atEnd(Runnable action) {
        return new TaskInstrumentation() {
            @Override
            public void onEnd(TaskEnd end) {
                action.run();
            }
        };
    }
}
