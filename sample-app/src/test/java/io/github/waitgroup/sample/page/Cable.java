package io.github.waitgroup.sample.page;

import io.github.waitgroup.Group;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is between the browser and the application, and can be cut and mended. */
final class Cable implements AutoCloseable {

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final Group relays = new Group("cable");
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private volatile boolean cut;

    Cable(int target) throws IOException {
        this.target = target;
        relays.start("accept", this::accept);
    }

    /** Where the browser finds the application. */
    int port() {
        return server.getLocalPort();
    }

    void cut() {
        cut = true;
        open.forEach(Cable::close);
    }

    void mend() {
        cut = false;
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                relays.start("connect", () -> connect(near));
            }
        } catch (IOException closed) {
            // This was closed.
        }
    }

    private void connect(Socket near) {
        try (near;
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(near);
            open.add(far);
            if (!cut) {
                relays.start("answer", () -> relay(far, near));
                relay(near, far);
            }
        } catch (IOException ended) {
            // By one of the ends.
        } finally {
            open.remove(near);
        }
    }

    /** When one direction has ended the connection has: neither browsers nor servers close half of one. */
    private void relay(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            // By one of the ends.
        } finally {
            open.remove(from);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
        relays.stop(Duration.ofSeconds(10));
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
