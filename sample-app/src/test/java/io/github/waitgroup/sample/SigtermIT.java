package io.github.waitgroup.sample;

import static io.github.waitgroup.sample.Patience.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.waitgroup.Group;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Kills the real application in the middle of its work, again and again on one database file, and counts: every order
 * that was answered with 202 reaches all three listeners. SIGTERM ({@code -Dsample.rounds=6} times), and SIGKILL in
 * the last round.
 */
class SigtermIT {

    private static final int ROUNDS = Integer.getInteger("sample.rounds", 6);

    private static final int CLIENTS = 4;

    /**
     * Accepted before the signal is sent: more than the listeners deliver in that time, so that each round leaves some.
     */
    private static final int ORDERS_BEFORE_THE_SIGNAL = 60;

    /** What Kubernetes grants by default. */
    private static final Duration GRACE_PERIOD = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    /** The orders that were answered with 202 and have not been seen with all their deliveries. */
    private final Set<Long> owed = new TreeSet<>();

    private int accepted;
    private int deliveredAfterRestart;

    @Test
    void nothingThatWasAcceptedIsLost() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            try (SampleProcess application = start("round-" + round)) {
                settle(application);
                postUntilSignal(application, application::terminate);
                assertThat(application.exitCode(GRACE_PERIOD)).isEqualTo(SampleProcess.EXIT_CODE_OF_SIGTERM);
                int inFlight = number(application, SampleProcess.STOPPING);
                assertThat(inFlight).as(application.tail()).isPositive();
                assertThat(number(application, SampleProcess.DRAINED)).isEqualTo(inFlight);
            }
        }
        try (SampleProcess application = start("round-of-sigkill")) {
            settle(application);
            postUntilSignal(application, application::kill);
            assertThat(application.exitCode(GRACE_PERIOD)).isEqualTo(SampleProcess.EXIT_CODE_OF_SIGKILL);
            assertThat(application.has(SampleProcess.STOPPING)).isFalse();
        }
        try (SampleProcess application = start("last")) {
            settle(application);
        }
        System.out.printf(
                "%d orders accepted, none lost, %d deliveries after a restart%n", accepted, deliveredAfterRestart);
        assertThat(deliveredAfterRestart)
                .as("deliveries that a restart had to make good")
                .isPositive();
    }

    private SampleProcess start(String name) throws IOException {
        return SampleProcess.start(directory, directory.resolve(name + ".log"), "--sample.listener.max-delay=20ms");
    }

    /** Posts from several threads, sends the signal in the middle of it, and notes what was accepted. */
    private void postUntilSignal(SampleProcess application, Runnable signal) throws InterruptedException {
        OrderClient client = new OrderClient(application.port());
        Queue<Long> accepted = new ConcurrentLinkedQueue<>();
        Queue<String> refusedTooEarly = new ConcurrentLinkedQueue<>();
        CountDownLatch enough = new CountDownLatch(ORDERS_BEFORE_THE_SIGNAL);
        AtomicBoolean signalled = new AtomicBoolean();
        Group clients = new Group("clients");
        for (int i = 0; i < CLIENTS; i++) {
            clients.start(() -> {
                while (true) {
                    try {
                        HttpResponse<String> response = client.post("book", 1);
                        if (response.statusCode() == 202) {
                            accepted.add(OrderClient.id(response));
                            enough.countDown();
                            continue;
                        }
                        throw new IOException(response.statusCode() + " " + response.body());
                    } catch (IOException | InterruptedException refused) {
                        if (!signalled.get()) {
                            refusedTooEarly.add(refused.toString());
                        }
                        return;
                    }
                }
            });
        }
        assertThat(enough.await(FOREVER.toSeconds(), TimeUnit.SECONDS))
                .as(application.tail())
                .isTrue();
        assertThat(clients.activeTasks()).hasSize(CLIENTS);
        signalled.set(true);
        signal.run();
        assertThat(clients.await(FOREVER)).isTrue();
        assertThat(refusedTooEarly).isEmpty();
        owed.addAll(accepted);
        this.accepted += accepted.size();
    }

    /** Waits until everything that was accepted in earlier rounds is delivered. */
    private void settle(SampleProcess application) {
        OrderClient client = new OrderClient(application.port());
        for (long id : owed) {
            await("order " + id + " of " + owed.size())
                    .atMost(FOREVER)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> isSettled(client.order(id), application.startedAt()));
        }
        owed.clear();
    }

    private boolean isSettled(JsonNode order, Instant restarted) {
        Set<String> listeners = order.get("deliveries")
                .valueStream()
                .map(delivery -> delivery.get("listener").asString())
                .collect(Collectors.toSet());
        if (!listeners.equals(Set.of("email", "stock", "audit"))) {
            return false;
        }
        assertThat(order.get("pending").isEmpty()).isTrue();
        deliveredAfterRestart += (int) order.get("deliveries")
                .valueStream()
                .filter(delivery ->
                        Instant.parse(delivery.get("deliveredAt").asString()).isAfter(restarted))
                .count();
        return true;
    }

    private static int number(SampleProcess application, Pattern line) {
        return Integer.parseInt(application.find(line).group(1));
    }
}
