package io.github.waitgroup.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.GroupRegistry;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The tasks of a source, as its group shows them. */
final class ListenerTasks {

    private final Group group;

    ListenerTasks(ApplicationContext context, String group) {
        this.group = context.getBean(GroupRegistry.class).get(group);
    }

    /** Requires that one task is active, in a thread that is in the method. */
    void assertOneIn(String method, String name) {
        assertThat(group.activeTasks()).singleElement().satisfies(task -> {
            assertThat(task.name()).isEqualTo(name);
            assertThat(task.stack())
                    .extracting(StackTraceElement::getMethodName)
                    .contains(method);
        });
    }

    /** Waits until one task is active, and in no thread. */
    void awaitOneInNoThread(String name) {
        await().atMost(Applications.FOREVER)
                .untilAsserted(() -> assertThat(group.activeTasks())
                        .singleElement()
                        .satisfies(task -> {
                            assertThat(task.name()).isEqualTo(name);
                            assertThat(task.threadName()).isEmpty();
                        }));
    }

    /** Waits until no task is active, and this many have ended since the last call. */
    void awaitEnded(long completed, long failed) {
        await().atMost(Applications.FOREVER).untilAsserted(() -> {
            assertThat(group.activeTasks()).extracting(ActiveTask::name).isEmpty();
            assertThat(group.counts().completed()).isEqualTo(completed);
            assertThat(group.counts().failed()).isEqualTo(failed);
        });
    }

    /**
     * Starts the application without the starter, closes it while a listener stands at the gate, and requires that
     * nothing names the listener.
     */
    static void assertPlainSpringDoesNotName(
            String method, Gate gate, CapturedOutput output, Class<?> application, String... arguments)
            throws InterruptedException {
        ConfigurableApplicationContext plain = Applications.start(
                application,
                Arguments.join(
                        arguments,
                        "--spring.autoconfigure.exclude=" + autoConfigurationsOfStarter(),
                        "--spring.lifecycle.timeout-per-shutdown-phase=500ms"));
        CompletableFuture<Void> close;
        try {
            gate.awaitArrival();
            close = CompletableFuture.runAsync(plain::close);
            await().atMost(Applications.FOREVER).until(() -> output.getOut().contains("1 bean still running"));
        } finally {
            gate.open();
        }
        close.join();
        assertThat(output.getOut()).doesNotContain(method);
    }

    private static String autoConfigurationsOfStarter() {
        return String.join(
                ",",
                ImportCandidates.load(AutoConfiguration.class, ListenerTasks.class.getClassLoader())
                        .getCandidates()
                        .stream()
                        .filter(candidate -> candidate.startsWith("io.github.waitgroup"))
                        .toList());
    }
}
