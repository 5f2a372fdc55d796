package io.github.waitgroup.spring.web;

import static io.github.waitgroup.spring.web.ServletRequestsTests.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.lang.ref.WeakReference;
import java.net.http.HttpResponse;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The stop channel of an exempt request: it closes when the group stops, and the group keeps no reference to it. */
class ExemptStopChannelTests {

    private static final int REQUESTS = 20;

    private static final String PATHS = "--wait-group.web.exempt-paths=/exempt/**";

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftOfARequestThatIsOver(Server server) throws Exception {
        try (WebApplication application = server.open(Exempt.class, PATHS)) {
            Exempt exempt = application.context().getBean(Exempt.class);
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(application.get("/exempt/plain").body()).isEqualTo("plain");
                assertThat(application.get("/exempt/later").body()).isEqualTo("later");
                assertThat(application.get("/exempt/failing").statusCode()).isEqualTo(500);
                assertThat(application.get("/exempt/failing-later").statusCode())
                        .isEqualTo(500);
            }
            assertThat(exempt.registered).hasSize(4 * REQUESTS);
            assertThat(exempt.isCollected()).isTrue();
            assertThat(Server.requests(application).counts().accepted()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void handlerIsSignalledWhenTheGroupStops(Server server) throws Exception {
        try (WebApplication application = server.open(Exempt.class, PATHS)) {
            Exempt exempt = application.context().getBean(Exempt.class);
            CompletableFuture<HttpResponse<String>> response = application.getAsync("/exempt/until-stopped");
            Fixtures.await(exempt.received);
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            assertThat(get(response).body()).isEqualTo("stopped");
            get(closed);
        }
    }

    @RestController
    static class Exempt {

        final CountDownLatch received = new CountDownLatch(1);
        final Queue<WeakReference<Object>> registered = new ConcurrentLinkedQueue<>();

        @GetMapping("/exempt/plain")
        String plain(StopChannel stop) {
            register(stop);
            return "plain";
        }

        @GetMapping("/exempt/later")
        Mono<String> later(StopChannel stop) {
            register(stop);
            return Mono.fromSupplier(() -> "later").subscribeOn(Schedulers.parallel());
        }

        @GetMapping("/exempt/failing")
        String failing(StopChannel stop) {
            register(stop);
            throw new IllegalStateException("expected by the test");
        }

        @GetMapping("/exempt/failing-later")
        Mono<String> failingLater(StopChannel stop) {
            register(stop);
            return Mono.<String>error(() -> new IllegalStateException("expected by the test"))
                    .subscribeOn(Schedulers.parallel());
        }

        @GetMapping("/exempt/until-stopped")
        Mono<String> untilStopped(StopChannel stop) {
            return Mono.create(sink -> {
                stop.onClose(() -> sink.success("stopped"));
                received.countDown();
            });
        }

        private void register(StopChannel stop) {
            Object payload = new Object();
            registered.add(new WeakReference<>(payload));
            stop.onClose(payload::notifyAll); // keeps it
        }

        @SuppressWarnings("ThreadPriorityCheck")
        boolean isCollected() {
            long end = System.nanoTime() + Fixtures.FOREVER.toNanos();
            while (registered.stream().anyMatch(each -> each.get() != null) && System.nanoTime() < end) {
                System.gc();
                Thread.yield();
            }
            return registered.stream().allMatch(each -> each.get() == null);
        }
    }
}
