package io.github.waitgroup.integration;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A load balancer of connections, as a Service of Kubernetes is: it leads each new connection to one of the instances
 * that it believes to be ready, in turn, and does not look into it.
 */
final class Balancer implements AutoCloseable {

    private final ServerSocket server;
    private final List<Integer> ports;
    private final Set<Integer> removed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turns = new AtomicInteger();

    Balancer(Integer... ports) throws IOException {
        this.ports = List.of(ports);
        this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Leads no new connection to an instance any more. */
    void remove(int port) {
        removed.add(port);
    }

    private void accept() {
        while (true) {
            try {
                Socket client = server.accept();
                daemon(() -> connect(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        List<Integer> ready =
                ports.stream().filter(port -> !removed.contains(port)).toList();
        int port = ready.get(Math.floorMod(turns.getAndIncrement(), ready.size()));
        try (client;
                Socket instance = new Socket(InetAddress.getLoopbackAddress(), port)) {
            daemon(() -> copy(instance, client));
            copy(client, instance);
        } catch (IOException refused) {
            // both sockets are closed
        }
    }

    private static void copy(Socket from, Socket to) {
        try (to) {
            InputStream bytes = from.getInputStream();
            bytes.transferTo(to.getOutputStream());
        } catch (IOException ended) {
            // the other direction ends, too
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "balancer");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
