package io.github.waitgroup.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.waitgroup.Group;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample with clients, files and a disk that are against it. */
class HostileSurroundingsIT {

    private static final Duration GRACE_PERIOD = Duration.ofSeconds(30);

    /** 60 MB, in parts. */
    private static final List<byte[]> HUGE_BODY =
            Collections.nCopies(1_000, "x".repeat(60_000).getBytes(StandardCharsets.US_ASCII));

    @TempDir
    private Path directory;

    @Test
    void hugeBodiesNeitherEndNorStarveTheProcess() throws Exception {
        Map<String, String> options = Map.of("JAVA_TOOL_OPTIONS", "-XX:+ExitOnOutOfMemoryError");
        try (SampleProcess sample = SampleProcess.start(directory, directory.resolve("log"), options, List.of())) {
            URI orders = URI.create("http://localhost:" + sample.port() + "/orders");
            HttpClient http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            Queue<Integer> answers = new ConcurrentLinkedQueue<>();
            Group clients = new Group("clients");
            for (int i = 0; i < 4; i++) {
                clients.start("client-" + i, () -> answers.add(postHugeBody(http, orders)));
            }
            clients.await();
            assertThat(answers).containsExactly(413, 413, 413, 413);
            assertThat(new OrderClient(sample.port()).post("book", 1).statusCode())
                    .isEqualTo(202);
        }
    }

    @Test
    void databaseThatCannotBeOpenedIsExplainedInFewLines() throws Exception {
        try (SampleProcess first = SampleProcess.start(directory, directory.resolve("log"))) {
            assertExplained(failure("second"), "locked", "Stop the other process");
            first.terminate();
            first.exitCode(GRACE_PERIOD);
        }
        Path data = directory.resolve("data");
        Files.write(data.resolve("orders.mv.db"), new byte[8192]);
        assertExplained(failure("corrupt"), "corrupt", "backup");

        Files.move(data, directory.resolve("moved"));
        Files.writeString(data, "a file");
        assertExplained(failure("file"), "", "directory");
    }

    @Test
    void fullDiskLosesNothingThatWasAccepted() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk.toString()), "only root may mount");
        try {
            long last;
            try (SampleProcess sample = SampleProcess.start(disk, directory.resolve("log"))) {
                OrderClient client = new OrderClient(sample.port());
                last = fill(client);
                sample.terminate();
                assertThat(sample.exitCode(GRACE_PERIOD)).isEqualTo(SampleProcess.EXIT_CODE_OF_SIGTERM);
                assertThat(Files.readString(directory.resolve("log"))).doesNotContain("\tat ");
            }
            assertThat(run("mount", "-o", "remount,size=64m", disk.toString())).isTrue();
            try (SampleProcess sample = SampleProcess.start(disk, directory.resolve("log-of-restart"))) {
                OrderClient client = new OrderClient(sample.port());
                for (long id = 1; id <= last; id++) {
                    assertThat(client.get("/orders/" + id).statusCode()).isEqualTo(200);
                }
            }
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    /** Returns the id of the last order that was accepted. */
    private static long fill(OrderClient client) throws Exception {
        long last = 0;
        while (true) {
            HttpResponse<String> response = client.post("x".repeat(200), 1);
            if (response.statusCode() != 202) {
                assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
                assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
                return last;
            }
            last = OrderClient.id(response);
        }
    }

    private String failure(String name) throws Exception {
        return SampleProcess.failToStart(directory, directory.resolve(name));
    }

    private static void assertExplained(String log, String reason, String action) {
        assertThat(log)
                .contains("APPLICATION FAILED TO START", "./data/orders", "cannot be opened", reason, action)
                .doesNotContain("\tat ", "Caused by");
    }

    /** Returns the status. The server does not know the length. */
    private static int postHugeBody(HttpClient http, URI orders) {
        HttpRequest request = HttpRequest.newBuilder(orders)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofMinutes(1))
                .POST(BodyPublishers.concat(
                        BodyPublishers.ofString("{\"item\": \""), BodyPublishers.ofByteArrays(HUGE_BODY)))
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    }
}
