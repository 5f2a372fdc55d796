package io.github.waitgroup.spring.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.spring.StuckTask;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tasks in a trouble, each with its place. */
class TroubleTests {

    private final Group group = new Group("mail", FailureHandler.uncaught(), 1);

    @Test
    @SuppressWarnings("try") // that a stuck task is there is all that is needed of it
    void eachTaskHasItsPlaceOrTheReasonWhyThereIsNone() {
        try (StuckTask running = StuckTask.in(group, "mail-1");
                Membership message = group.adopt("message")) {
            group.start("mail-2", () -> {});
            assertTasks(Trouble.of(group.activeTasks(), "overdue").tasks());
            assertTasks(Trouble.of(group.endStop(), "timed out").tasks());
        }
    }

    private static void assertTasks(List<String> tasks) {
        assertThat(tasks)
                .satisfiesExactly(
                        task -> assertThat(task)
                                .startsWith("Task 'mail-1' of group 'mail' hung: ")
                                .contains(" s old, at " + StuckTask.class.getName() + ".run("),
                        task -> assertThat(task).endsWith(" s old, in no thread"),
                        task -> assertThat(task).endsWith(" s old, waits for its turn"));
    }
}
