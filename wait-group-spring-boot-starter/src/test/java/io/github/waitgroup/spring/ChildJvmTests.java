package io.github.waitgroup.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class ChildJvmTests {

    @Test
    void sigtermLetsTheTaskOfAGroupEnd() throws Exception {
        try (ChildJvm child = start("--wait-group.groups.orders.timeout=10s")) {
            child.awaitLine(MinimalApplication.READY);
            child.terminate();
            assertThat(child.awaitLine("Group 'orders' has drained: (\\d+) task")
                            .group(1))
                    .isEqualTo("1");
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.code()).isEqualTo(ChildJvm.EXIT_CODE_OF_SIGTERM);
            assertThat(exit.elapsed()).isPositive();
            assertThat(exit.output()).contains("poller was signalled");
        }
    }

    @Test
    void childThatEndsWithoutTheLineFailsWithItsOutput() throws Exception {
        try (ChildJvm child = start("--wait-group.groups.orders.timeout=-5s")) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> child.awaitLine(MinimalApplication.READY))
                    .withMessageContainingAll(MinimalApplication.READY, "APPLICATION FAILED TO START");
            assertThat(child.awaitExit().code()).isOne();
        }
    }

    private static ChildJvm start(String argument) {
        return ChildJvm.start(MinimalApplication.class, "--spring.main.web-application-type=none", argument);
    }
}
