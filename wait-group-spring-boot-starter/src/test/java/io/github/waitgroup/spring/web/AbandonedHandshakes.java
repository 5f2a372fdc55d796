package io.github.waitgroup.spring.web;

import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** WebSocket handshakes whose clients reset the connection at random moments: before, while, and after the session opens. */
final class AbandonedHandshakes {

    private static final int CLIENTS = 3;
    private static final int PER_CLIENT = 100;
    private static final long LATEST_RESET = TimeUnit.MILLISECONDS.toNanos(3);

    private AbandonedHandshakes() {}

    /** Returns once all connections have been reset. */
    static void make(WebApplication application, String path) {
        int port = application.context().getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Random random = new Random(i);
            clients.add(Fixtures.runAsync(() -> {
                for (int handshake = 0; handshake < PER_CLIENT; handshake++) {
                    abandon(port, path, random);
                }
            }));
        }
        clients.forEach(CompletableFuture::join);
    }

    private static void abandon(int port, String path, Random random) {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoLinger(true, 0); // closing resets
            socket.setSoTimeout((int) Fixtures.FOREVER.toMillis());
            socket.getOutputStream().write(request(path).getBytes(StandardCharsets.US_ASCII));
            if (random.nextInt(4) == 0) {
                socket.getInputStream().read();
            } else {
                LockSupport.parkNanos((long) (random.nextDouble() * LATEST_RESET));
            }
        } catch (SocketException gone) {
            // so is the handshake
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String request(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }
}
