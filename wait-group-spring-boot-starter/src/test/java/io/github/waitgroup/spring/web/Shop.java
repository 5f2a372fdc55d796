package io.github.waitgroup.spring.web;

import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import io.github.waitgroup.spring.shutdown.LifecycleProbe;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A service that answers in every way that Spring MVC has. */
final class Shop {

    /** An origin whose pages may use what is shared. */
    static final String PARTNER = "https://partner.example";

    private Shop() {}

    static Orders orders(WebApplication application) {
        return application.context().getBean(Orders.class);
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Orders.class)
    static class OnTomcat {

        @Bean
        LifecycleProbe whenTheServerDrains(Orders orders) {
            return new LifecycleProbe(
                    WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE, () -> orders.events.add("server drains"));
        }

        /** Outside the filter under test. */
        @Bean
        FilterRegistrationBean<Filter> outermost(Orders orders) {
            FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
                chain.doFilter(request, response);
                if (List.of("/deferred", "/endless", "/reactive")
                        .contains(((HttpServletRequest) request).getRequestURI())) {
                    orders.containerThreadHasLeft.countDown();
                }
            });
            registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
            registration.setAsyncSupported(true);
            registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return registration;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(OnTomcat.class)
    static class OnJetty {

        @Bean
        JettyServletWebServerFactory jetty() {
            JettyServletWebServerFactory factory = new JettyServletWebServerFactory(0);
            factory.setShutdown(Shutdown.GRACEFUL);
            return factory;
        }

        @Bean
        @ConditionalOnBooleanProperty("server.http2.enabled")
        WebServerFactoryCustomizer<JettyServletWebServerFactory> http2() {
            return factory -> {
                Http2 http2 = new Http2();
                http2.setEnabled(true);
                factory.setHttp2(http2);
            };
        }
    }

    @RestController
    static class Orders implements HeldOrders {

        final CountDownLatch received = new CountDownLatch(1);
        final CountDownLatch answer = new CountDownLatch(1);
        final CountDownLatch containerThreadHasLeft = new CountDownLatch(1);
        final DeferredResult<String> deferred = new DeferredResult<>(Fixtures.FOREVER.toMillis());
        final List<String> events = new CopyOnWriteArrayList<>();

        private final Group group;

        Orders(Group group) {
            this.group = group;
        }

        @Override
        public void awaitOrder() {
            Fixtures.await(received);
        }

        @Override
        public void answerOrder() {
            answer.countDown();
        }

        @Override
        public void awaitDeferred() {
            Fixtures.await(containerThreadHasLeft);
        }

        @Override
        public void answerDeferred() {
            deferred.setResult("at last");
        }

        @Override
        public List<String> events() {
            return events;
        }

        @GetMapping("/actuator/of/{owner}")
        String belowTheActuator(@PathVariable String owner) {
            return owner;
        }

        @GetMapping("/plain")
        String plain() {
            return "plain";
        }

        @GetMapping("/shared")
        @CrossOrigin(PARTNER)
        String shared() {
            return "shared";
        }

        @GetMapping("/orders/{id}")
        String order(@PathVariable String id) {
            received.countDown();
            Fixtures.await(answer);
            return id;
        }

        @GetMapping("/follow-up")
        String followUp() {
            received.countDown();
            Fixtures.await(answer);
            events.add("answer");
            group.startWithChannel("mail", group.stopChannel(), stop -> {
                Fixtures.await(stop);
                group.start("mail-log", () -> events.add("task of a task"));
                events.add("task");
            });
            return "accepted";
        }

        /** Ends at an interrupt, leaves the flag set, and leaves the answer to the container. */
        @GetMapping("/heedless")
        @ResponseStatus(HttpStatus.ACCEPTED)
        void heedless() {
            received.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
        }

        @GetMapping("/deferred")
        DeferredResult<String> deferred() {
            received.countDown();
            return deferred;
        }

        @GetMapping("/too-late")
        DeferredResult<String> tooLate() {
            return new DeferredResult<>(
                    300L); // Jetty may forget one that is over before the request has left its thread
        }

        @GetMapping("/callable")
        Callable<String> callable() {
            return () -> "callable";
        }

        @GetMapping("/failing-callable")
        Callable<String> failingCallable() {
            return () -> {
                throw new IllegalStateException("expected by the test");
            };
        }

        @GetMapping("/streaming")
        StreamingResponseBody streaming() {
            return out -> out.write("streaming".getBytes(StandardCharsets.UTF_8));
        }

        /** Sends until its client has gone. */
        @GetMapping("/endless")
        StreamingResponseBody endless() {
            return out -> {
                received.countDown();
                byte[] block = new byte[8192];
                for (long end = System.nanoTime() + Fixtures.FOREVER.toNanos(); System.nanoTime() < end; ) {
                    out.write(block);
                    out.flush();
                }
            };
        }

        /** Long-running because of its path. */
        @GetMapping("/news/{topic}")
        SseEmitter news() throws IOException {
            SseEmitter emitter = new SseEmitter(0L);
            emitter.send("first");
            received.countDown();
            return emitter;
        }

        /** Long-running because of its argument. */
        @GetMapping("/farewell")
        SseEmitter farewell(StopChannel stop) {
            SseEmitter emitter = new SseEmitter(0L);
            stop.onClose(() -> {
                try {
                    emitter.send("farewell");
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                emitter.complete();
            });
            received.countDown();
            return emitter;
        }

        /** Sends until its client has gone. Then it does nothing, as Spring asks. */
        @GetMapping("/heartbeats")
        SseEmitter heartbeats() {
            SseEmitter emitter = new SseEmitter(0L);
            new Thread(() -> sendBeats(emitter)).start();
            return emitter;
        }

        /** The same without Spring, through a writer, which never throws. */
        @GetMapping("/heartbeats/text")
        void textHeartbeats(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.startAsync(request, response).setTimeout(0);
            PrintWriter writer = response.getWriter();
            new Thread(() -> writeBeats(writer)).start();
        }

        private static void writeBeats(PrintWriter writer) {
            for (long end = System.nanoTime() + Fixtures.FOREVER.toNanos(); System.nanoTime() < end; ) {
                writer.println("beat");
                if (writer.checkError()) {
                    return; // the server ends the request
                }
                LockSupport.parkNanos(1_000_000);
            }
        }

        private static void sendBeats(SseEmitter emitter) {
            try {
                for (long end = System.nanoTime() + Fixtures.FOREVER.toNanos(); System.nanoTime() < end; ) {
                    emitter.send("beat");
                    LockSupport.parkNanos(1_000_000);
                }
            } catch (IOException | IllegalStateException gone) {
                // the server ends the request
            }
        }

        /** Becomes asynchronous only after its turn. */
        @GetMapping("/news/late/{topic}")
        SseEmitter lateNews() {
            received.countDown();
            Fixtures.await(answer);
            return new SseEmitter(0L);
        }

        /** Takes a stop channel and ignores it. */
        @GetMapping("/stubborn")
        SseEmitter stubborn(StopChannel stop) {
            received.countDown();
            return new SseEmitter(0L);
        }

        @GetMapping("/events")
        ResponseEntity<SseEmitter> events(@RequestParam Optional<String> first) throws IOException {
            SseEmitter emitter = new SseEmitter(0L);
            if (first.isPresent()) {
                emitter.send(first.get());
            }
            received.countDown();
            return ResponseEntity.ok(emitter);
        }

        @GetMapping("/reactive-events")
        Flux<ServerSentEvent<String>> reactiveEvents() {
            return Flux.<ServerSentEvent<String>>never().doOnSubscribe(subscription -> received.countDown());
        }

        @GetMapping("/reactive")
        Mono<String> reactive() {
            return Mono.create(sink -> deferred.setResultHandler(result -> sink.success(String.valueOf(result))));
        }

        @GetMapping("/bare-events")
        void bareEvents(HttpServletRequest request) throws IOException {
            AsyncContext async = request.startAsync();
            async.setTimeout(0);
            async.getResponse().setContentType("text/event-stream");
            async.getResponse().getWriter().write("data: first\n\n");
            async.getResponse().flushBuffer();
            received.countDown();
        }

        @GetMapping("/failing")
        String failing() {
            throw new IllegalStateException("expected by the test");
        }

        @GetMapping("/bare-async")
        void bareAsync(HttpServletRequest request) {
            AsyncContext async = request.startAsync();
            async.start(() -> {
                try {
                    async.getResponse().getWriter().write("bare");
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                async.complete();
            });
        }
    }
}
