package io.github.waitgroup.spring.restart;

import static io.github.waitgroup.spring.Fixtures.group;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.Fixtures;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Contexts that stop and start, pause and restart, and lie in one another: no group is closed for good, no thread is
 * left.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContextRestartTests {

    private static final int ROUNDS = 20;

    /** Only of the groups of this class, whose names are the keys of the properties. */
    private static final String[] OWN_THREADS = {"restarted/", "restartedGroup-drain", "inner/", "innerGroup-drain"};

    private final ApplicationContextRunner application =
            Fixtures.starter().withPropertyValues("wait-group.groups.restarted.timeout=30s");

    private final ApplicationContextRunner inner =
            Fixtures.starter().withPropertyValues("wait-group.groups.inner.timeout=30s");

    @Test
    void contextStopsAndStartsAgainAndAgain(CapturedOutput output) {
        runAgainAndAgain(ConfigurableApplicationContext::stop, ConfigurableApplicationContext::start);
        assertThat(output).doesNotContain("Group 'restarted' has not drained", "Group 'restarted' was given up");
    }

    /** As the test framework of Spring does with a context that it keeps for later. */
    @Test
    void contextPausesAndRestartsAgainAndAgain(CapturedOutput output) {
        runAgainAndAgain(ConfigurableApplicationContext::pause, ConfigurableApplicationContext::restart);
        assertThat(output).doesNotContain("Group 'restarted' has not drained", "Group 'restarted' was given up");
    }

    @Test
    void childThatIsClosedFirstLeavesTheParentAlone() {
        application.run(parent -> inner.withParent(parent).run(child -> {
            Group outer = group(parent, "restarted");
            Group innermost = group(child, "inner");
            Fixtures.startUntilStopped(outer, "outer");
            Fixtures.startUntilStopped(innermost, "inner");

            child.close();
            assertThat(innermost.counts().completed()).isOne();
            assertThat(outer.activeTasks()).hasSize(1);
            assertThat(outer.state()).isEqualTo(Group.State.RUNNING);

            parent.close();
            assertThat(outer.counts().completed()).isOne();
        }));
        assertNoThreadIsLeft();
    }

    @Test
    void parentThatIsClosedFirstLeavesTheChildToDrainLater(CapturedOutput output) {
        application.run(parent -> inner.withParent(parent).run(child -> {
            Group outer = group(parent, "restarted");
            Group innermost = group(child, "inner");
            Fixtures.startUntilStopped(outer, "outer");
            Fixtures.startUntilStopped(innermost, "inner");

            parent.close();
            assertThat(outer.counts().completed()).isOne();
            assertThat(innermost.activeTasks()).hasSize(1);
            assertThat(innermost.state()).isEqualTo(Group.State.RUNNING);

            child.close();
            assertThat(innermost.counts().completed()).isOne();
            assertThat(output).contains("Group 'inner' has drained: 1 task in ");
        }));
        assertNoThreadIsLeft();
    }

    @Test
    void contextsWithGroupsOfOneNameDoNotTouchEachOther() {
        application.run(one -> application.run(other -> {
            Group group = group(one, "restarted");
            Group sameName = group(other, "restarted");
            Fixtures.startUntilStopped(group, "one");
            Fixtures.startUntilStopped(sameName, "other");

            one.close();
            assertThat(group.counts().completed()).isOne();
            assertThat(sameName.activeTasks()).hasSize(1);
            Fixtures.startUntilStopped(sameName, "one more");

            other.close();
            assertThat(sameName.counts().completed()).isEqualTo(2);
        }));
        assertNoThreadIsLeft();
    }

    private void runAgainAndAgain(
            Consumer<ConfigurableApplicationContext> stop, Consumer<ConfigurableApplicationContext> start) {
        application.run(asserted -> {
            ConfigurableApplicationContext context = asserted.getSourceApplicationContext();
            Group group = group(context, "restarted");
            for (int round = 1; round <= ROUNDS; round++) {
                StopChannel channel = group.stopChannel();
                Fixtures.startUntilStopped(group, "poller");
                stop.accept(context);
                assertThat(channel.isClosed()).isTrue();
                assertThat(group.state()).isEqualTo(Group.State.STOPPED);
                assertThat(group.counts().completed()).isEqualTo(round);
                start.accept(context);
                assertThat(group.state()).isEqualTo(Group.State.RUNNING);
            }
        });
        assertNoThreadIsLeft();
    }

    /** Threads that have nothing left to do may take a moment to end. */
    private static void assertNoThreadIsLeft() {
        Awaitility.await()
                .atMost(Fixtures.FOREVER)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(ContextRestartTests::isOurs));
    }

    private static boolean isOurs(String thread) {
        for (String own : OWN_THREADS) {
            if (thread.startsWith(own)) {
                return true;
            }
        }
        return false;
    }
}
