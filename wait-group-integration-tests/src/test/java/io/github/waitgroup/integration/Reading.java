package io.github.waitgroup.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/** What a listener does with a message, and what must be true of it after a SIGTERM amid the messages. */
final class Reading {

    private static final String REFUSED = "refused";

    private Reading() {}

    /** Takes a second for the message, and hands a follow-up to a group. */
    static void read(String message, Group group) {
        System.out.println("begins " + message);
        Applications.work(Duration.ofSeconds(1));
        if (!group.tryStart("follow-up", () -> System.out.println("follow-up of " + message))) {
            System.out.println(REFUSED + " follow-up of " + message);
        }
        System.out.println("ends " + message);
    }

    /** Sends SIGTERM amid the second message, and requires that each message is either done or left at the broker. */
    static void assertNothingIsLostOrRepeated(
            ChildJvm child, List<String> messages, Callable<List<String>> leftAtBroker) throws Exception {
        child.awaitLine("begins " + messages.get(1));
        ChildJvm.Exit exit = child.terminate();
        List<String> done = exit.stream()
                .filter(line -> line.startsWith("ends "))
                .map(line -> line.substring("ends ".length()))
                .toList();
        assertThat(done)
                .as(exit.output())
                .contains(messages.get(0), messages.get(1))
                .doesNotHaveDuplicates();
        assertThat(exit.lines())
                .as(exit.output())
                .containsAll(
                        done.stream().map(message -> "follow-up of " + message).toList());
        assertThat(exit.output()).doesNotContain(REFUSED);
        assertThat(Applications.complaints(exit.stream())).as(exit.output()).isEmpty();
        assertThat(leftAtBroker.call())
                .as(exit.output())
                .doesNotContainAnyElementsOf(done)
                .hasSize(messages.size() - done.size());
    }
}
