package io.github.waitgroup.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The load: {@code wrk} with connections that are kept alive, each of which sends a request when it has its answer. */
final class Wrk implements AutoCloseable {

    static final int CONNECTIONS = 16;

    private static final String CORE = "1";

    private static final String SCRIPT = """
            function done(summary, latency, requests)
                local errors = summary.errors
                io.write(string.format("result: %d %d %d %d\\n",
                    summary.requests, summary.duration, latency:percentile(99),
                    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
            end
            """;

    private final Path script;

    Wrk() throws IOException {
        this.script = Files.createTempFile("wrk", ".lua");
        Files.writeString(script, SCRIPT);
    }

    static boolean isInstalled() {
        return Tool.isInstalled("wrk");
    }

    Result load(String url, int seconds) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Tool.pinned(
                        CORE,
                        "wrk",
                        "-t1",
                        "-c" + CONNECTIONS,
                        "-d" + seconds + "s",
                        "--timeout",
                        "60s", // of the first requests of a JVM on a busy machine; 2 s otherwise
                        "-s",
                        script.toString(),
                        url))
                .redirectErrorStream(true)
                .start();
        try {
            if (!process.waitFor(seconds + 30L, TimeUnit.SECONDS)) {
                throw new IOException("wrk does not end");
            }
            return Result.of(new String(process.getInputStream().readAllBytes(), UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() throws IOException {
        Files.delete(script);
    }

    /**
     * What has been sent and answered.
     *
     * @param requests how many
     * @param seconds in what time
     * @param p99Micros the time in which 99 of 100 were answered
     */
    record Result(long requests, double seconds, long p99Micros) {

        /** Reads what the script has printed. */
        static Result of(String output) throws IOException {
            String line = output.lines()
                    .filter(each -> each.startsWith("result: "))
                    .findFirst()
                    .orElseThrow(() -> new IOException("wrk failed:\n" + output));
            String[] numbers = line.split(" ", -1);
            if (!numbers[4].equals("0") || numbers[1].equals("0")) {
                throw new IOException("requests failed:\n" + output);
            }
            return new Result(Long.parseLong(numbers[1]), Long.parseLong(numbers[2]) / 1e6, Long.parseLong(numbers[3]));
        }
    }
}
