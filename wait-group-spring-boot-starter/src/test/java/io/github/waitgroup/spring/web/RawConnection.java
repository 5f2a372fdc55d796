package io.github.waitgroup.spring.web;

import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One connection to the server, which the client of the JDK hides. */
final class RawConnection implements AutoCloseable {

    private final Socket socket;

    RawConnection(WebApplication application) throws IOException {
        int port = application.context().getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        socket = new Socket("localhost", port);
        socket.setSoTimeout((int) Fixtures.FOREVER.toMillis());
    }

    /** Sends a request, and does not read the answer. */
    void send(String path) throws IOException {
        send("GET", path);
    }

    /** Sends a request, and does not read the answer. */
    void send(String method, String target, String... headers) throws IOException {
        String request = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n"
                + Stream.of(headers).map(header -> header + "\r\n").collect(Collectors.joining()) + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    Answer get(String path) throws IOException {
        send(path);
        return read();
    }

    /** Reads an answer, and its body if the length is given. */
    Answer read() throws IOException {
        int status = Integer.parseInt(line().split(" ", -1)[1]);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).trim());
        }
        byte[] body = socket.getInputStream().readNBytes(Integer.parseInt(headers.getOrDefault("Content-Length", "0")));
        return new Answer(status, headers, new String(body, StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server has closed the connection after '" + line + "'");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** Waits until the server closes the connection, and says nothing more. */
    boolean isClosedByServer() throws IOException {
        return socket.getInputStream().read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    record Answer(int status, Map<String, String> headers, String body) {

        boolean closes() {
            return headers.getOrDefault("Connection", "")
                    .toLowerCase(Locale.ROOT)
                    .equals("close");
        }
    }
}
