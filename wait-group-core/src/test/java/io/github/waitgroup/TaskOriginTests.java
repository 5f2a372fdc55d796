package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks know the work that has started them, and whether they outlive it. */
class TaskOriginTests {

    private final Group http = new Group("http");
    private final Group mail = new Group("mail");
    private final Gate end = new Gate();

    @AfterEach
    void everyTaskEnds() throws Exception {
        end.open();
        assertThat(mail.await(FOREVER)).isTrue();
    }

    @Test
    void taskNamesTheWorkOfAnyGroupThatHasStartedIt() throws Exception {
        Membership request = http.enrol("POST /orders");
        request.run(() -> mail.start("mail-42", end::pass));
        ActiveTask task = only();
        assertThat(task.startedBy())
                .isEqualTo(new TaskOrigin("http", request.task().id(), "POST /orders", false));
        request.close();
        assertThat(task.startedBy())
                .isEqualTo(new TaskOrigin("http", request.task().id(), "POST /orders", true));
        assertThat(mail.anomalies().outlived()).as("while it is active").isZero();
        end.open();
        assertThat(mail.await(FOREVER)).isTrue();
        assertThat(mail.anomalies()).isEqualTo(new Anomalies(0, 0, 1));
        assertThat(http.anomalies()).isEqualTo(new Anomalies(0, 0, 0));
    }

    @Test
    void taskThatEndsBeforeTheWorkDoesNotOutliveIt() throws Exception {
        try (Membership request = http.enrol("POST /orders")) {
            request.run(() -> mail.start("mail-42", end::pass));
            end.open();
            assertThat(mail.await(FOREVER)).isTrue();
        }
        assertThat(mail.anomalies()).isEqualTo(new Anomalies(0, 0, 0));
    }

    @Test
    void taskThatAFinishedRequestStartsOutlivesItFromTheBeginning() throws Exception {
        Membership request = http.enrol("POST /orders");
        request.run(() -> {
            request.close();
            mail.start("mail-42", end::pass);
        });
        TaskOrigin origin = only().startedBy();
        assertThat(origin).isNotNull();
        assertThat(origin.hasEnded()).isTrue();
    }

    @Test
    void innermostOfNestedWorkHasStartedTheTask() throws Exception {
        try (Membership request = http.enrol("POST /orders")) {
            request.run(() -> mail.run("outbox", () -> mail.start("mail-42", end::pass)));
        }
        TaskOrigin origin = only().startedBy();
        assertThat(origin).isNotNull();
        assertThat(origin.name()).isEqualTo("outbox");
        assertThat(origin.hasEnded()).isTrue();
    }

    @Test
    void workItselfHasAnOriginToo() throws Exception {
        try (Membership message = http.enrol("orders-3");
                Membership followed = message.call(() -> mail.enrol("mail-42"))) {
            assertThat(followed.task().startedBy()).extracting(TaskOrigin::name).isEqualTo("orders-3");
        }
    }

    @Test
    void nameOfTheWorkIsItsLatest() throws Exception {
        try (Membership request = http.enrol("POST /orders/42")) {
            request.run(() -> mail.start("mail-42", end::pass));
            request.rename("POST /orders/{id}");
        }
        assertThat(only().startedBy()).extracting(TaskOrigin::name).isEqualTo("POST /orders/{id}");
    }

    @Test
    void nothingIsKnownOfTasksFromOutsideOrFromTasks() throws Exception {
        Gate started = new Gate();
        mail.start("outside", () -> {
            mail.start("inside", end::pass);
            started.open();
        });
        started.pass();
        await().atMost(FOREVER).until(() -> mail.counts().completed() == 1);
        assertThat(only().startedBy()).isNull();
    }

    @Test
    void taskDoesNotKeepTheWorkThatHasStartedIt() throws Exception {
        WeakReference<Thread> container = requestThatStartsATask();
        Leaks.awaitCollected(container);
        assertThat(only().startedBy()).isNotNull();
    }

    private WeakReference<Thread> requestThatStartsATask() throws Exception {
        TestThread<?> container =
                TestThread.start(() -> http.run("POST /orders", () -> mail.start("mail-42", end::pass)));
        container.result();
        TestThread.awaitEnd(container.thread());
        return new WeakReference<>(container.thread());
    }

    @Test
    void oldestTasksAreListedWithoutTheOthers() throws Exception {
        List<Membership> all =
                IntStream.range(0, 2_000).mapToObj(i -> http.enrol("task-" + i)).toList();
        assertThat(http.oldestTasks(3)).extracting(ActiveTask::name).containsExactly("task-0", "task-1", "task-2");
        assertThat(http.oldestTasks(5_000)).isEqualTo(http.activeTasks());
        assertThat(http.oldestTasks(0)).isEmpty();
        all.forEach(Membership::close);
        assertThat(http.oldestTasks(3)).isEmpty();
    }

    @Test
    void tasksThatAreMeantToLastAreCounted() {
        Membership stream = http.enrol("GET /events");
        Membership other = http.enrol("GET /orders");
        assertThat(http.longRunningCount()).isZero();
        http.markLongRunning(stream.task());
        http.markLongRunning(stream.task());
        assertThat(http.longRunningCount()).isOne();
        assertThat(stream.task().isLongRunning()).isTrue();
        ActiveTask ended = other.task();
        other.close();
        http.markLongRunning(ended);
        assertThat(http.longRunningCount()).as("with one that has ended").isOne();
        stream.close();
        assertThat(http.longRunningCount()).isZero();
    }

    @Test
    void tasksThatAreMeantToLastAreCountedWhateverElseIsDoneToThem() {
        Consumer<ActiveTask> mark = http::markLongRunning;
        Consumer<ActiveTask> leaveOut = http::leaveOutOfWaits;
        Consumer<ActiveTask> restart = task -> {
            http.beginStop();
            http.restart();
        };
        List<List<Consumer<ActiveTask>>> orders = List.of(
                List.of(mark, leaveOut, restart),
                List.of(mark, restart, leaveOut),
                List.of(leaveOut, mark, restart),
                List.of(leaveOut, restart, mark),
                List.of(restart, mark, leaveOut),
                List.of(restart, leaveOut, mark));
        for (List<Consumer<ActiveTask>> order : orders) {
            try (Membership stream = http.enrol("GET /events")) {
                order.forEach(step -> step.accept(stream.task()));
                assertThat(http.longRunningCount()).isOne();
            }
            assertThat(http.longRunningCount()).isZero();
        }
    }

    private ActiveTask only() {
        assertThat(mail.activeTasks()).hasSize(1);
        return mail.activeTasks().get(0);
    }
}
