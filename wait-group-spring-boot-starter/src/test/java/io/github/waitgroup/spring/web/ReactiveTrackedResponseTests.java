package io.github.waitgroup.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ReactiveTrackedResponseTests {

    private final LongRunningRequests longRunning =
            new LongRunningRequests(new Group("http"), Duration.ZERO, new ShutdownTimeline());

    private final ReactiveTrackedExchange exchange = new ReactiveTrackedExchange(
            new Group("http").enrol("GET /orders"),
            MockServerWebExchange.from(MockServerHttpRequest.get("/orders").build()));

    private final MockServerHttpResponse sent = new MockServerHttpResponse();

    @Test
    void bodyOfALongRunningRequestThatBeginsAfterItsTurnEndsAtOnce() {
        longRunning.add(exchange);
        exchange.complete();
        tracked(sent).writeWith(Flux.just(piece())).block();
        assertThat(sent.getBodyAsString().block()).isEmpty();
    }

    @Test
    void bodyInOnePieceIsSentAlsoAfterItsTurn() {
        longRunning.add(exchange);
        exchange.complete();
        tracked(sent).writeWith(Mono.just(piece())).block();
        assertThat(sent.getBodyAsString().block()).isEqualTo("piece");
    }

    @Test
    void responseIsALongRunningOneIfItIsAStream() {
        sent.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        tracked(sent).writeAndFlushWith(Flux.empty()).block();
        assertThat(exchange.longRunning()).isNull();
        MockServerHttpResponse stream = new MockServerHttpResponse();
        stream.getHeaders().set("Content-Type", "text/event-stream;charset=UTF-8");
        tracked(stream).writeAndFlushWith(Flux.empty()).block();
        assertThat(exchange.longRunning()).isNotNull();
    }

    @Test
    void fileIsSentByTheServerIfThatCanDoSo() {
        assertThat(tracked(sent)).isNotInstanceOf(ZeroCopyHttpOutputMessage.class);
        SendsFiles server = new SendsFiles();
        Path file = Path.of("file");
        ((ZeroCopyHttpOutputMessage) tracked(server)).writeWith(file, 0, 1).block();
        assertThat(server.file).isEqualTo(file);
    }

    private ReactiveTrackedResponse tracked(ServerHttpResponse response) {
        return ReactiveTrackedResponse.of(response, exchange, longRunning);
    }

    private DataBuffer piece() {
        return sent.bufferFactory().wrap("piece".getBytes(StandardCharsets.UTF_8));
    }

    private static final class SendsFiles extends MockServerHttpResponse implements ZeroCopyHttpOutputMessage {

        private Path file;

        @Override
        public Mono<Void> writeWith(Path sent, long position, long count) {
            file = sent;
            return Mono.empty();
        }
    }
}
