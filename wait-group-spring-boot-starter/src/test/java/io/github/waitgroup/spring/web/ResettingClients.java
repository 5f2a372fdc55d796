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
import java.util.stream.Collectors;

/** Clients that send a request and reset the connection at a random moment: before, while, or after its answer begins. */
final class ResettingClients {

    private static final int CLIENTS = 3;
    private static final int PER_CLIENT = 100;
    private static final long LATEST_RESET = TimeUnit.MILLISECONDS.toNanos(3);

    private ResettingClients() {}

    /** Opens WebSockets; returns once all connections have been reset. */
    static void shakeHands(WebApplication application, String path) {
        List<String> headers = List.of(
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
        send(application, path, headers);
    }

    /** Sends requests; returns once all connections have been reset. */
    static void get(WebApplication application, String path) {
        send(application, path, List.of());
    }

    private static void send(WebApplication application, String path, List<String> headers) {
        String head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n";
        String rest = headers.stream().map(each -> each + "\r\n").collect(Collectors.joining());
        byte[] request = (head + rest + "\r\n").getBytes(StandardCharsets.US_ASCII);
        int port = application.context().getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Random random = new Random(i);
            clients.add(Fixtures.runAsync(() -> {
                for (int sent = 0; sent < PER_CLIENT; sent++) {
                    sendAndReset(port, request, random);
                }
            }));
        }
        clients.forEach(CompletableFuture::join);
    }

    private static void sendAndReset(int port, byte[] request, Random random) {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoLinger(true, 0); // closing resets
            socket.setSoTimeout((int) Fixtures.FOREVER.toMillis());
            socket.getOutputStream().write(request);
            if (random.nextInt(4) == 0) {
                socket.getInputStream().read();
            } else {
                LockSupport.parkNanos((long) (random.nextDouble() * LATEST_RESET));
            }
        } catch (SocketException gone) {
            // the server was faster
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
