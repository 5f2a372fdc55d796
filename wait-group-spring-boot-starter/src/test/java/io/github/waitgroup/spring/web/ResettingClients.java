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
import java.util.stream.Stream;

/**
 * Clients that send a request and reset the connection at a random moment: before, while, or after its answer begins.
 */
final class ResettingClients {

    private static final int CLIENTS = 3;
    private static final int REQUESTS = 300;
    private static final long LATEST_RESET = TimeUnit.MILLISECONDS.toNanos(3);

    private ResettingClients() {}

    /** Opens WebSockets; returns once all connections have been reset. */
    static void shakeHands(WebApplication application, String path) {
        send(application, REQUESTS, List.of(handshake(path)));
    }

    /** Sends requests; returns once all connections have been reset. */
    static void get(WebApplication application, String path) {
        send(application, REQUESTS, List.of(request(path)));
    }

    /** Sends so many of these texts, chosen at random, and returns once all connections have been reset. */
    static void send(WebApplication application, int requests, List<String> texts) {
        int port = application.context().getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Random random = new Random(i);
            clients.add(Fixtures.runAsync(() -> {
                for (int sent = 0; sent < requests / CLIENTS; sent++) {
                    sendAndReset(port, texts.get(random.nextInt(texts.size())), random);
                }
            }));
        }
        clients.forEach(CompletableFuture::join);
    }

    static String handshake(String path) {
        return request(
                path,
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    }

    static String request(String path, String... headers) {
        String rest = Stream.of(headers).map(each -> each + "\r\n").collect(Collectors.joining());
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + rest + "\r\n";
    }

    private static void sendAndReset(int port, String text, Random random) {
        boolean hasAnswer = text.endsWith("\r\n\r\n");
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoLinger(true, 0); // closing resets
            socket.setSoTimeout((int) Fixtures.FOREVER.toMillis());
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            if (hasAnswer && random.nextInt(4) == 0) {
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
