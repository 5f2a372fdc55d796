package io.github.waitgroup.sample.rolling;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * HAProxy in the place of a Kubernetes service. It forwards TCP connections, tries nothing twice and checks no health:
 * it knows the replicas that the test has added and not removed. As with a service, an established connection outlives
 * the removal of its replica.
 */
final class HaProxy implements AutoCloseable {

    private static final Path EXECUTABLE = Path.of("/usr/sbin/haproxy");
    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final String HOST = "127.0.0.1";

    /** More than there ever are: two that serve, one that joins, one that leaves. */
    private static final int SERVERS = 4;

    private final BlockingQueue<String> free = new LinkedBlockingQueue<>();
    private final int port;
    private final Path admin;
    private final Path log;
    private final Process process;

    private HaProxy(Path directory) throws IOException {
        this.port = freePort();
        this.admin = directory.resolve("admin.sock");
        this.log = directory.resolve("haproxy.log");
        IntStream.range(0, SERVERS).forEach(number -> free.add("replicas/r" + number));
        Path configuration = directory.resolve("haproxy.cfg");
        Files.writeString(configuration, configuration());
        // -db: in the foreground, so that a signal ends it
        this.process = new ProcessBuilder(EXECUTABLE.toString(), "-db", "-f", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    static boolean isInstalled() {
        return Files.isExecutable(EXECUTABLE);
    }

    /** Starts it with no replica. */
    static HaProxy start(Path directory) throws IOException {
        HaProxy started = new HaProxy(directory);
        try {
            Awaitility.await("HAProxy starts")
                    .atMost(START_LIMIT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> started.isServing() || !started.process.isAlive());
            started.execute("show version");
            return started;
        } catch (Throwable failure) {
            try (started) {
                throw new AssertionError("HAProxy does not start:\n" + Files.readString(started.log), failure);
            }
        }
    }

    /** Where clients connect. */
    int port() {
        return port;
    }

    /** Adds a replica: from now on it gets new connections. */
    Route add(int replicaPort) throws IOException {
        String server = free.remove();
        String answer = execute("set server " + server + " addr " + HOST + " port " + replicaPort);
        if (!answer.contains("changed")) {
            throw new IOException("HAProxy does not change the port of " + server + ": " + answer);
        }
        setState(server, "ready");
        return new Route(server);
    }

    private void setState(String server, String state) throws IOException {
        String answer = execute("set server " + server + " state " + state);
        if (!answer.isBlank()) {
            throw new IOException("HAProxy does not set " + server + " to " + state + ": " + answer);
        }
    }

    private String execute(String command) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(admin));
            channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private boolean isServing() {
        try {
            return !execute("show version").isBlank();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private String configuration() {
        String servers = IntStream.range(0, SERVERS)
                .mapToObj(number -> "  server r" + number + " " + HOST + ":1 disabled")
                .collect(Collectors.joining("\n"));
        return String.join(
                "\n",
                List.of(
                        "global",
                        "  stats socket " + admin + " mode 600 level admin",
                        "  nbthread 1",
                        "defaults",
                        "  mode tcp",
                        "  retries 0",
                        "  timeout connect 10s",
                        "  timeout client 2m",
                        "  timeout server 2m",
                        "listen replicas",
                        "  bind " + HOST + ":" + port,
                        "  balance roundrobin",
                        servers,
                        ""));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The way to one replica. */
    final class Route {

        private final String server;

        private Route(String server) {
            this.server = server;
        }

        /** The replica gets no more new connections; those that it has stay. */
        void remove() throws IOException {
            setState(server, "maint");
            free.add(server);
        }
    }
}
