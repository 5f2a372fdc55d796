package io.github.waitgroup.spring.web;

import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One connection of HTTP/2 without TLS, frame by frame: what a server says on it, clients keep to themselves. */
final class Http2Connection implements AutoCloseable {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;

    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final DefaultHttp2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final Set<Integer> ended = new HashSet<>();

    private int lastStreamOfTheServer = -1;

    Http2Connection(WebApplication application) throws IOException {
        int port = application.context().getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        socket = new Socket("localhost", port);
        socket.setSoTimeout((int) Fixtures.FOREVER.toMillis());
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        write(SETTINGS, 0, 0, new byte[0]);
    }

    /** Sends a request; the stream is odd, and higher than those before. */
    void send(int stream, String path) throws IOException {
        ByteBuf block = Unpooled.buffer();
        try {
            encoder.encodeHeaders(
                    stream,
                    new DefaultHttp2Headers()
                            .method("GET")
                            .scheme("http")
                            .authority("localhost")
                            .path(path),
                    block);
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
        byte[] bytes = new byte[block.readableBytes()];
        block.readBytes(bytes);
        write(HEADERS, END_HEADERS | END_STREAM, stream, bytes);
    }

    /** Reads until an answer is complete, and returns its status. */
    int awaitAnswer(int stream) throws IOException {
        while (!ended.contains(stream)) {
            if (!read()) {
                throw new IOException("the server has closed the connection; answers so far: " + statuses);
            }
        }
        return statuses.get(stream);
    }

    /** Reads until the server says that it goes away, and returns the highest stream that it answers. */
    int awaitGoAway() throws IOException {
        while (lastStreamOfTheServer < 0) {
            if (!read()) {
                throw new IOException("the server has closed the connection, and has not said that it goes away");
            }
        }
        return lastStreamOfTheServer;
    }

    private void write(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuf frame = Unpooled.buffer();
        frame.writeMedium(payload.length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream)
                .writeBytes(payload);
        out.write(frame.array(), 0, frame.readableBytes());
    }

    /** Reads one frame; false at the end of the connection. */
    private boolean read() throws IOException {
        int first = firstByte();
        if (first < 0) {
            return false;
        }
        int length = first << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        byte[] payload = in.readNBytes(length);
        switch (type) {
            case HEADERS -> statuses.put(stream, status(stream, payload));
            case SETTINGS -> {
                if ((flags & ACK) == 0) {
                    write(SETTINGS, ACK, 0, new byte[0]);
                }
            }
            case GOAWAY ->
                lastStreamOfTheServer = Unpooled.wrappedBuffer(payload).readInt();
            default -> {
                // Bodies, windows and pings are of no interest here.
            }
        }
        if ((type == HEADERS || type == DATA) && (flags & END_STREAM) != 0) {
            ended.add(stream);
        }
        return true;
    }

    private int firstByte() throws IOException {
        try {
            return in.read();
        } catch (SocketException reset) {
            return -1;
        }
    }

    private int status(int stream, byte[] block) throws IOException {
        try {
            return Integer.parseInt(decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(block))
                    .status()
                    .toString());
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
