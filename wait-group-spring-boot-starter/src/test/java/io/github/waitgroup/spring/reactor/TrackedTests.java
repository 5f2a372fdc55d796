package io.github.waitgroup.spring.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import io.github.waitgroup.GroupSet;
import io.github.waitgroup.InFlight;
import io.github.waitgroup.WaitGroupClosedException;
import io.github.waitgroup.spring.Fixtures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Scannable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

class TrackedTests {

    private final Group group = new Group("orders", (group, task, failure) -> {});

    private List<String> names() {
        return group.activeTasks().stream().map(ActiveTask::name).toList();
    }

    private void assertEnded(long completed, long failed) {
        await().untilAsserted(() -> {
            assertThat(group.counts().completed()).isEqualTo(completed);
            assertThat(group.counts().failed()).isEqualTo(failed);
            assertThat(group.counts().active()).isZero();
        });
    }

    @Test
    void chainThatNobodyWaitsForIsATaskUntilItCompletes() {
        Sinks.One<String> sent = Sinks.one();
        sent.asMono().transform(Tracked.in(group, "mail-42")).subscribe();
        assertThat(names()).containsExactly("mail-42");
        group.beginStop();
        sent.tryEmitValue("sent").orThrow();
        assertEnded(1, 0);
    }

    @Test
    void assemblyAloneIsNoTask() {
        Mono<String> mail = Mono.just("sent").transform(Tracked.in(group, "mail"));
        assertThat(group.counts().accepted()).isZero();
        assertThat(mail.block()).isEqualTo("sent");
        assertThat(mail.block()).isEqualTo("sent");
        assertEnded(2, 0);
    }

    @Test
    void elementsOfAFluxPassInAnotherThread() {
        List<Integer> elements = Flux.range(1, 1_000)
                .publishOn(Schedulers.parallel())
                .map(each -> each * 2)
                .transform(Tracked.in(group, "numbers"))
                .collectList()
                .block(Fixtures.FOREVER);
        assertThat(elements).hasSize(1_000).startsWith(2, 4);
        assertEnded(1, 0);
    }

    @Test
    void demandOfTheSubscriberIsPassedOn() {
        assertThat(Flux.range(1, 10)
                        .transform(Tracked.in(group, "numbers"))
                        .limitRate(2)
                        .reduce(Integer::sum)
                        .block(Fixtures.FOREVER))
                .isEqualTo(55);
        assertEnded(1, 0);
    }

    @Test
    void chainWithAnErrorHasFailed() {
        assertThatThrownBy(() -> Mono.error(new IllegalStateException("no such mail"))
                        .transform(Tracked.in(group, "mail"))
                        .block())
                .hasMessage("no such mail");
        assertEnded(0, 1);
    }

    @Test
    void chainThatIsCancelledHasFailed() {
        AtomicBoolean cancelled = new AtomicBoolean();
        Disposable subscription = Mono.never()
                .doOnCancel(() -> cancelled.set(true))
                .transform(Tracked.in(group, "mail"))
                .subscribe();
        assertThat(names()).containsExactly("mail");
        subscription.dispose();
        assertThat(cancelled).isTrue();
        assertEnded(0, 1);
    }

    @Test
    void refusedChainHasNotRunAndEndsWithAnError() {
        group.stop(Duration.ZERO);
        AtomicBoolean ran = new AtomicBoolean();
        CompletableFuture<Throwable> refusal = new CompletableFuture<>();
        Mono.fromRunnable(() -> ran.set(true))
                .transform(Tracked.in(group, "mail"))
                .subscribe(nothing -> {}, refusal::complete);
        assertThat(refusal).isCompletedWithValueMatching(WaitGroupClosedException.class::isInstance);
        assertThat(ran).isFalse();
        assertThat(group.counts().refused()).isEqualTo(1);
    }

    @Test
    void whatTheLastSignalStartsIsFollowUpWork() {
        Sinks.One<String> sent = Sinks.one();
        CountDownLatch followed = new CountDownLatch(1);
        sent.asMono()
                .transform(Tracked.in(group, "mail"))
                .doOnSuccess(mail -> group.start("note", followed::countDown))
                .subscribe();
        group.beginStop();
        sent.tryEmitValue("sent").orThrow();
        Fixtures.await(followed);
        assertEnded(2, 0);
    }

    @Test
    void whatTheSourceStartsWhileItIsSubscribedToIsFollowUpWork() {
        group.start("order", () -> {
            group.beginStop();
            Mono.fromRunnable(() -> assertThat(group.currentTask()).isNotNull())
                    .transform(Tracked.in(group, "mail"))
                    .block();
        });
        assertEnded(2, 0);
    }

    @Test
    void contextIsThatOfTheSubscriber() {
        assertThat(Mono.deferContextual(context -> Mono.just(context.<String>get("user")))
                        .transform(Tracked.in(group, "mail"))
                        .contextWrite(context -> context.put("user", "ann"))
                        .block())
                .isEqualTo("ann");
    }

    @Test
    void contextPropagationCarriesTheTaskToWhereTheSourceHops() {
        GroupSet set = new GroupSet();
        set.add(group);
        Hooks.enableAutomaticContextPropagation();
        try {
            Boolean inFlight = Mono.just(1)
                    .publishOn(Schedulers.parallel())
                    .map(each -> InFlight.current() != null)
                    .transform(Tracked.in(group, "mail"))
                    .block(Fixtures.FOREVER);
            assertThat(inFlight).isTrue();
        } finally {
            Hooks.disableAutomaticContextPropagation();
        }
    }

    @Test
    void chainThatIsLostEndsAsLeaked() {
        subscribeToNothing();
        await().atMost(Fixtures.FOREVER).untilAsserted(() -> {
            System.gc();
            assertThat(group.anomalies().leaked()).isEqualTo(1);
        });
        assertEnded(0, 1);
    }

    private void subscribeToNothing() {
        Mono.never().transform(Tracked.in(group, "mail")).subscribe();
        assertThat(names()).containsExactly("mail");
    }

    @Test
    void sourceThatThrowsOnSubscriptionHasFailed() {
        assertThatThrownBy(() -> new Mono<String>() {
                    @Override
                    public void subscribe(reactor.core.CoreSubscriber<? super String> actual) {
                        throw new IllegalStateException("broken");
                    }
                }.transform(Tracked.in(group, "mail")).block())
                .isInstanceOf(IllegalStateException.class);
        assertEnded(0, 1);
    }

    @Test
    void operatorsAroundItCanBeScanned() {
        Disposable subscription =
                Mono.never().hide().transform(Tracked.in(group, "mail")).subscribe();
        List<? extends Scannable> parents =
                Scannable.from(subscription).parents().collect(Collectors.toList());
        assertThat(parents).hasSizeGreaterThan(1).first().isInstanceOf(TrackedSubscriber.class);
        subscription.dispose();
    }

    @Test
    void subscriberWithoutAContextLeavesNoTask() {
        CoreSubscriber<String> hostile = new BaseSubscriber<>() {
            @Override
            public Context currentContext() {
                throw new IllegalStateException("no context");
            }
        };
        assertThatThrownBy(() -> TrackedSubscriber.subscribe(Mono.just("order"), hostile, group, "order"))
                .hasMessage("no context");
        assertThat(group.counts().failed()).isOne();
        assertThat(group.counts().active()).isZero();
    }
}
