package io.github.waitgroup.spring.web;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The response to a tracked request of WebFlux. If the request turns out to be long-running, its end ends the body. */
class ReactiveTrackedResponse extends ServerHttpResponseDecorator {

    /** The types of bodies without an end of their own. */
    private static final List<MediaType> STREAMS = List.of(MediaType.TEXT_EVENT_STREAM, MediaType.APPLICATION_NDJSON);

    private final ReactiveTrackedExchange exchange;
    private final LongRunningRequests longRunning;

    private ReactiveTrackedResponse(
            ServerHttpResponse response, ReactiveTrackedExchange exchange, LongRunningRequests longRunning) {
        super(response);
        this.exchange = exchange;
        this.longRunning = longRunning;
    }

    /** A response with the abilities of another: who sends a file asks whether the server can do so by itself. */
    static ReactiveTrackedResponse of(
            ServerHttpResponse response, ReactiveTrackedExchange exchange, LongRunningRequests longRunning) {
        return response instanceof ZeroCopyHttpOutputMessage sendsFiles
                ? new WithFiles(response, sendsFiles, exchange, longRunning)
                : new ReactiveTrackedResponse(response, exchange, longRunning);
    }

    /** A body of one piece is complete, and is sent however late it is. */
    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        return super.writeWith(
                !(body instanceof Mono) && isLongRunning() ? exchange.untilCompleted(Flux.from(body)) : body);
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return super.writeAndFlushWith(isLongRunning() ? exchange.untilCompleted(Flux.from(body)) : body);
    }

    private boolean isLongRunning() {
        if (isStream(getHeaders().getContentType())) {
            longRunning.add(exchange);
        }
        return exchange.longRunning() != null;
    }

    private static boolean isStream(@Nullable MediaType type) {
        return type != null && STREAMS.stream().anyMatch(each -> each.equalsTypeAndSubtype(type));
    }

    private static final class WithFiles extends ReactiveTrackedResponse implements ZeroCopyHttpOutputMessage {

        private final ZeroCopyHttpOutputMessage sendsFiles;

        WithFiles(
                ServerHttpResponse response,
                ZeroCopyHttpOutputMessage sendsFiles,
                ReactiveTrackedExchange exchange,
                LongRunningRequests longRunning) {
            super(response, exchange, longRunning);
            this.sendsFiles = sendsFiles;
        }

        @Override
        public Mono<Void> writeWith(Path file, long position, long count) {
            return sendsFiles.writeWith(file, position, count);
        }
    }
}
