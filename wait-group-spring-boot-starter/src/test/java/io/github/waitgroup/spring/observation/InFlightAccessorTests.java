package io.github.waitgroup.spring.observation;

import static io.github.waitgroup.spring.Fixtures.group;
import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.waitgroup.Group;
import io.github.waitgroup.InFlight;
import io.github.waitgroup.Membership;
import io.github.waitgroup.TaskInstrumentation;
import io.github.waitgroup.ThrowingRunnable;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WaitGroupProperties;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

/** Work in flight that hops to threads of others, with Micrometer's context propagation. */
class InFlightAccessorTests {

    private final ApplicationContextRunner groups =
            starter().withPropertyValues("wait-group.groups.orders.timeout=20s", "wait-group.groups.mail.timeout=20s");

    @Test
    void decoratedTaskOfAPoolIsInFlightWithTheOneThatHandedItOver() {
        groups.run(context -> {
            Group mail = group(context, "mail");
            AtomicReference<Runnable> handedOver = new AtomicReference<>();
            Membership request = group(context, "orders").enrol("GET /orders");
            request.run(() -> handedOver.set(
                    new ContextPropagatingTaskDecorator().decorate(() -> mail.start("receipt", () -> {}))));
            mail.beginStop();
            Fixtures.runAsync(handedOver.get()).join();
            request.close();
            assertThat(Fixtures.runAsync(handedOver.get())).failsWithin(Fixtures.FOREVER);
            assertThat(mail.counts().accepted()).isOne();
        });
    }

    @Test
    void chainOfReactorIsInFlightAfterItsHop() {
        groups.run(context -> {
            Group mail = group(context, "mail");
            Hooks.enableAutomaticContextPropagation();
            try (Membership request = group(context, "orders").enrol("GET /orders")) {
                Mono<Long> chain = request.call(() -> Mono.delay(Duration.ofMillis(1))
                        .doOnNext(tick -> mail.start("receipt", () -> {}))
                        .contextCapture());
                mail.beginStop();
                request.run(() -> chain.block(Fixtures.FOREVER));
            } finally {
                Hooks.disableAutomaticContextPropagation();
            }
            assertThat(mail.counts().accepted()).isOne();
        });
    }

    @Test
    void taskOfAGroupIsInFlightByItselfAndCarriesNothing() {
        groups.run(context -> {
            Group orders = group(context, "orders");
            ThrowingRunnable<?> task = () -> assertThat(InFlight.current()).isNull();
            TaskInstrumentation propagation = new ContextPropagation(
                            context.getBean(WaitGroupProperties.class).async(), true)
                    .instrument(orders);
            try (Membership request = orders.enrol("GET /orders")) {
                ThrowingRunnable<?> carrying = request.call(() -> propagation.onStart("receipt", task));
                Fixtures.runAsync(() -> assertThatCode(carrying::run).doesNotThrowAnyException())
                        .join();
            }
        });
    }

    @Test
    @SuppressWarnings("try") // the scope is needed for its end alone
    void snapshotLeavesTheThreadAsItWas() {
        groups.run(context -> {
            ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder().build();
            try (Membership request = group(context, "orders").enrol("GET /orders")) {
                ContextSnapshot snapshot = request.call(() -> snapshots.captureAll());
                try (ContextSnapshot.Scope scope = snapshot.setThreadLocals()) {
                    assertThat(InFlight.current()).hasToString("InFlight[orders/GET /orders]");
                    request.run(() -> {
                        try (ContextSnapshot.Scope inner = snapshot.setThreadLocals()) {
                            assertThat(InFlight.current()).isNotNull();
                        }
                    });
                    assertThat(InFlight.current()).isNotNull();
                }
                assertThat(InFlight.current()).isNull();
            }
        });
    }
}
