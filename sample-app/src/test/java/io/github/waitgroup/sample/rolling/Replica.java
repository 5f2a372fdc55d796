package io.github.waitgroup.sample.rolling;

import static io.github.waitgroup.sample.Patience.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.sample.OrderClient;
import io.github.waitgroup.sample.SampleProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** One replica, with orders of its own among which is {@link #ORDER}. */
final class Replica implements AutoCloseable {

    /** The order that every replica knows. */
    static final long ORDER = 1;

    /** What Kubernetes grants by default. */
    private static final Duration GRACE_PERIOD = Duration.ofSeconds(30);

    private final SampleProcess process;

    private Replica(SampleProcess process) {
        this.process = process;
    }

    /** Starts one and waits until it is ready. */
    static Replica start(Path directory, String name, Setting setting) throws IOException, InterruptedException {
        Server server = setting.server();
        Path log = directory.resolve(name + ".log");
        Replica started = new Replica(server.start(directory, log, setting.variant()));
        try {
            assertThat(started.process.server()).isEqualTo(server.title());
            started.becomeReady();
            return started;
        } catch (Throwable failure) {
            try (started) {
                throw failure;
            }
        }
    }

    private void becomeReady() throws IOException, InterruptedException {
        OrderClient client = new OrderClient(port());
        HttpResponse<String> first = client.post("book", 1);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(202);
        assertThat(OrderClient.id(first)).isEqualTo(ORDER);
        Awaitility.await("the replica is ready")
                .atMost(FOREVER)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> client.get("/actuator/health/readiness").statusCode() == 200);
    }

    int port() {
        return process.port();
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.terminate();
    }

    /** Waits until it has ended, by the signal and within the grace period. */
    void awaitEnd() throws InterruptedException {
        assertThat(process.exitCode(GRACE_PERIOD)).as(process.tail()).isEqualTo(SampleProcess.EXIT_CODE_OF_SIGTERM);
    }

    @Override
    public void close() {
        process.close();
    }
}
