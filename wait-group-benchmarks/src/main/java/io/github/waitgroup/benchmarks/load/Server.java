package io.github.waitgroup.benchmarks.load;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM that runs {@link GreetingService} on a port of the loopback interface. */
final class Server implements AutoCloseable {

    private static final String CORE = "0";

    private final Process process;
    private final BufferedReader output;
    private final BufferedWriter input;
    private final String url;

    private Server(Process process, boolean withStarter) throws IOException {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        String[] portAndTracked = answer();
        this.url = "http://127.0.0.1:" + portAndTracked[0] + "/greeting";
        if (Boolean.parseBoolean(portAndTracked[1]) != withStarter) {
            throw new IllegalStateException(
                    "asked for a service " + (withStarter ? "with" : "without") + " the starter, got the other one");
        }
    }

    /** Starts a service and waits until it serves. */
    static Server start(Stack stack, boolean withStarter) throws IOException {
        List<String> command = Tool.pinned(
                CORE,
                System.getProperty("java.home") + "/bin/java",
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                stack.classPath(withStarter),
                GreetingService.class.getName(),
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--spring.threads.virtual.enabled=" + stack.virtualThreads,
                "--logging.level.root=warn",
                "--spring.main.banner-mode=off");
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            return new Server(process, withStarter);
        } catch (IOException | RuntimeException failure) {
            process.destroyForcibly();
            throw failure;
        }
    }

    /** What the service does and needs while it is under load for some seconds. */
    Sample under(Wrk wrk, int seconds) throws IOException, InterruptedException {
        Usage before = usage();
        Wrk.Result load = wrk.load(url, seconds);
        Usage after = usage();
        return new Sample(
                load.requests() / load.seconds(),
                load.p99Micros(),
                (after.processorNanos - before.processorNanos) / 1e3 / load.requests(),
                (double) (after.allocatedBytes - before.allocatedBytes) / load.requests());
    }

    private Usage usage() throws IOException {
        input.newLine();
        input.flush();
        String[] answer = answer();
        return new Usage(Long.parseLong(answer[0]), Long.parseLong(answer[1]));
    }

    private String[] answer() throws IOException {
        List<String> others = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(GreetingService.MARK)) {
                return line.substring(GreetingService.MARK.length()).split(" ", 2);
            }
            others.add(line);
        }
        throw new IOException("the service has ended:\n" + String.join("\n", others));
    }

    /** Ends the service. */
    @Override
    public void close() throws IOException {
        input.close();
        boolean ended = false;
        try {
            ended = process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        } finally {
            if (!ended) {
                process.destroyForcibly();
            }
        }
    }

    private record Usage(long processorNanos, long allocatedBytes) {}
}
