package io.github.waitgroup.sample.rolling;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A connection of HTTP/1.1 that is kept alive, and sends nothing twice. The JDK's client does: it repeats a GET whose
 * connection was reset, and so hides what is to be counted here.
 */
final class Connection implements Closeable {

    /** Longer than any answer takes on a busy machine. */
    private static final int LIMIT_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;

    private boolean hasServed;

    private Connection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static Connection open(int port) throws Failure {
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(LIMIT_MILLIS);
            return new Connection(socket);
        } catch (IOException e) {
            throw new Failure(Failure.Kind.REFUSED, e);
        }
    }

    /**
     * Whether the server is known to have closed it while it was idle; every connection pool asks that before it uses
     * one.
     */
    boolean isStale() {
        try {
            socket.setSoTimeout(1);
            in.mark(1);
            in.read();
            return true; // the end, or an answer that nobody asked for
        } catch (SocketTimeoutException silent) {
            return !restoreLimit();
        } catch (IOException broken) {
            return true;
        }
    }

    private boolean restoreLimit() {
        try {
            socket.setSoTimeout(LIMIT_MILLIS);
            return true;
        } catch (IOException broken) {
            return false;
        }
    }

    /**
     * Sends a request and reads the whole answer.
     *
     * @param body empty for none
     */
    Response exchange(String method, String path, String body) throws Failure {
        byte[] request = (method + " " + path
                        + " HTTP/1.1\r\nHost: orders\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
        String status;
        try {
            socket.getOutputStream().write(request);
            status = line();
        } catch (SocketTimeoutException e) {
            throw new Failure(Failure.Kind.TIMEOUT, e);
        } catch (EOFException e) {
            throw new Failure(hasServed ? Failure.Kind.EOF : Failure.Kind.REFUSED, e);
        } catch (IOException e) {
            throw new Failure(hasServed ? Failure.Kind.RESET : Failure.Kind.REFUSED, e);
        }
        try {
            Map<String, String> headers = headers();
            skipBody(headers);
            hasServed = true;
            return new Response(Integer.parseInt(status.split(" ", 3)[1]), headers);
        } catch (SocketTimeoutException e) {
            throw new Failure(Failure.Kind.TIMEOUT, e);
        } catch (IOException e) {
            throw new Failure(Failure.Kind.CUT, e);
        }
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private void skipBody(Map<String, String> headers) throws IOException {
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            int size;
            do {
                size = Integer.parseInt(line(), 16);
                in.skipNBytes(size);
                line();
            } while (size > 0);
        } else {
            in.skipNBytes(Long.parseLong(headers.getOrDefault("content-length", "0")));
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // nothing is left to be closed
        }
    }
}
