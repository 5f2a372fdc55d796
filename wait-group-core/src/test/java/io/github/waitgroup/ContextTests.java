package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("StaticAssignmentOfThrowable") // the causes differ by identity and are never thrown
class ContextTests {

    private static final Duration SOON = Duration.ofMillis(1);
    private static final Exception CAUSE = new Exception("cause");
    private static final Exception OTHER = new Exception("other cause");

    private final CancellableContext root = Context.background().withCancel();

    @Test
    void sampleBoundsTheTasksOfAGroup() throws Exception {
        Queue<Context> seen = new ConcurrentLinkedQueue<>();
        Group group = new Group("lookups");
        CancellableContext request = Context.background().withTimeout(Duration.ofSeconds(2));
        group.startWithContext(request, context -> seen.add(context));
        group.startWithContext(request, context -> seen.add(context));
        group.await();
        request.cancel();
        assertThat(seen).containsExactly(request, request);
        assertThat(request.isDone()).isTrue();
    }

    @Test
    void newRootIsNotDoneAndHasNoDeadline() {
        assertThat(root.isDone()).isFalse();
        assertThat(root.cause()).isNull();
        assertThat(root.deadline()).isNull();
        assertThat(root.done()).isSameAs(root.done());
        assertThat(root).hasToString("Context[active]");
    }

    @Test
    void cancelledRootDoesNotReachTheBackground() {
        root.cancel();
        assertThat(Context.background().cause()).isNull();
    }

    @Test
    void cancelReachesAllDescendantsBeforeItReturns() {
        CancellableContext child = root.withCancel();
        CancellableContext grandchild = child.withTimeout(FOREVER);
        CancellableContext sibling = root.withCancel();
        root.cancel(CAUSE);
        for (Context context : List.of(root, child, grandchild, sibling)) {
            assertThat(context.isDone()).isTrue();
            assertThat(context.cause()).isSameAs(CAUSE);
        }
    }

    @Test
    void cancellingAChildLeavesParentAndSiblingsAlone() {
        CancellableContext child = root.withCancel();
        CancellableContext sibling = root.withCancel();
        child.cancel();
        assertThat(child.cause()).isInstanceOf(CancellationException.class);
        assertThat(root.cause()).isNull();
        assertThat(sibling.cause()).isNull();
        root.cancel(CAUSE);
        assertThat(sibling.cause()).isSameAs(CAUSE);
    }

    @Test
    void closeIsTheSameAsCancel() {
        CancellableContext child = root.withCancel();
        root.close();
        assertThat(root.cause()).isInstanceOf(CancellationException.class);
        assertThat(child.cause()).isSameAs(root.cause());
        root.cancel(CAUSE);
        assertThat(root.cause()).as("first cancellation wins").isInstanceOf(CancellationException.class);
    }

    // Go's table of errors and causes.

    static Stream<Arguments> causes() {
        return Stream.of(
                cause(
                        "cancelled",
                        CancellationException.class,
                        () -> cancel(Context.background().withCancel(), null)),
                cause(
                        "cancelled with cause",
                        CAUSE,
                        () -> cancel(Context.background().withCancel(), CAUSE)),
                cause(
                        "cancelled twice",
                        CAUSE,
                        () -> cancel(cancel(Context.background().withCancel(), CAUSE), OTHER)),
                cause("parent, then child", CAUSE, () -> {
                    CancellableContext parent = Context.background().withCancel();
                    CancellableContext child = parent.withCancel();
                    parent.cancel(CAUSE);
                    return cancel(child, OTHER);
                }),
                cause("child, then parent", CAUSE, () -> {
                    CancellableContext parent = Context.background().withCancel();
                    CancellableContext child = cancel(parent.withCancel(), CAUSE);
                    parent.cancel(OTHER);
                    return child;
                }),
                cause("parent with cause, then child without", CAUSE, () -> {
                    CancellableContext parent = Context.background().withCancel();
                    CancellableContext child = parent.withCancel();
                    parent.cancel(CAUSE);
                    return cancel(child, null);
                }),
                cause("child without cause, then parent with", CancellationException.class, () -> {
                    CancellableContext parent = Context.background().withCancel();
                    CancellableContext child = cancel(parent.withCancel(), null);
                    parent.cancel(CAUSE);
                    return child;
                }),
                cause("parent without cause, then child with", CancellationException.class, () -> {
                    CancellableContext parent = Context.background().withCancel();
                    CancellableContext child = parent.withCancel();
                    parent.cancel();
                    return cancel(child, CAUSE);
                }),
                cause("child with cause, then parent without", CAUSE, () -> {
                    CancellableContext parent = Context.background().withCancel();
                    CancellableContext child = cancel(parent.withCancel(), CAUSE);
                    parent.cancel();
                    return child;
                }),
                cause(
                        "child of a cancelled parent",
                        CAUSE,
                        () -> cancel(Context.background().withCancel(), CAUSE).withCancel()),
                cause(
                        "timeout of zero under a cancelled parent",
                        CAUSE,
                        () -> cancel(Context.background().withCancel(), CAUSE).withTimeout(Duration.ZERO)),
                cause(
                        "timeout of zero",
                        TimeoutException.class,
                        () -> Context.background().withTimeout(Duration.ZERO)),
                cause("timeout, cancelled in time", CancellationException.class, () -> {
                    return cancel(Context.background().withTimeout(FOREVER), null);
                }),
                cause("timeout, cancelled in time with cause", CAUSE, () -> {
                    return cancel(Context.background().withTimeout(FOREVER), CAUSE);
                }),
                cause("timeout, cancelled too late", TimeoutException.class, () -> {
                    return cancel(Context.background().withTimeout(Duration.ZERO), CAUSE);
                }),
                cause("timeout above, expired first", TimeoutException.class, () -> {
                    CancellableContext child =
                            Context.background().withTimeout(Duration.ZERO).withCancel();
                    return cancel(child, CAUSE);
                }),
                cause("timeout above, cancelled first", CAUSE, () -> {
                    CancellableContext parent = Context.background().withTimeout(FOREVER);
                    CancellableContext child = cancel(parent.withCancel(), CAUSE);
                    parent.cancel(OTHER);
                    return child;
                }));
    }

    private static Arguments cause(String name, Object expected, Supplier<CancellableContext> context) {
        return arguments(name, expected, context);
    }

    private static CancellableContext cancel(CancellableContext context, Throwable cause) {
        context.cancel(cause);
        return context;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("causes")
    void firstCancellationDecidesTheCause(String name, Object expected, Supplier<Context> scenario) {
        Context context = scenario.get();
        assertThat(context.isDone()).isTrue();
        if (expected instanceof Class<?> type) {
            assertThat(context.cause()).isExactlyInstanceOf(type);
        } else {
            assertThat(context.cause()).isSameAs(expected);
        }
        assertThat(context.cause()).as("asked again").isSameAs(context.cause());
    }

    @Test
    void messagesAreThoseOfGo() {
        assertThat(cancel(Context.background().withCancel(), null).cause()).hasMessage("context canceled");
        assertThat(root.withTimeout(Duration.ZERO).cause()).hasMessage("context deadline exceeded");
    }

    // Deadlines.

    @Test
    void contextIsDoneWhenItsTimeIsUp() throws Exception {
        CancellableContext context = root.withTimeout(SOON);
        assertThat(context.done().await(FOREVER)).isTrue();
        assertThat(context.cause()).isInstanceOf(TimeoutException.class);
        assertThat(root.cause()).isNull();
    }

    @Test
    void contextIsNotDoneBeforeItsDeadline() throws Exception {
        long start = System.nanoTime();
        CancellableContext context = root.withTimeout(Duration.ofMillis(50));
        context.done().await();
        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos());
    }

    @Test
    void contextIsDoneAtItsDeadline() throws Exception {
        CancellableContext context = root.withDeadline(Instant.now().plus(SOON));
        assertThat(context.done().await(FOREVER)).isTrue();
        assertThat(context.cause()).isInstanceOf(TimeoutException.class);
    }

    @Test
    void descendantsOfAnExpiredContextHaveItsCause() throws Exception {
        CancellableContext parent = root.withTimeout(Duration.ofMillis(20));
        CancellableContext child = parent.withCancel();
        CancellableContext longer = child.withTimeout(FOREVER);
        assertThat(longer.done().await(FOREVER)).isTrue();
        assertThat(longer.cause()).isInstanceOf(TimeoutException.class).isSameAs(parent.cause());
        assertThat(child.cause()).isSameAs(parent.cause());
    }

    static Stream<Function<Context, CancellableContext>> deadlinesThatHavePassed() {
        return Stream.of(
                context -> context.withTimeout(Duration.ZERO),
                context -> context.withTimeout(Duration.ofNanos(-1)),
                context -> context.withTimeout(Duration.ofSeconds(Long.MIN_VALUE)),
                context -> context.withDeadline(Instant.now()),
                context -> context.withDeadline(Instant.EPOCH),
                context -> context.withDeadline(Instant.MIN));
    }

    @ParameterizedTest
    @MethodSource("deadlinesThatHavePassed")
    void contextWhoseDeadlineHasPassedIsBornDone(Function<Context, CancellableContext> derive) {
        Context context = derive.apply(root);
        assertThat(context.isDone()).isTrue();
        assertThat(context.cause()).isInstanceOf(TimeoutException.class);
        assertThat(context.deadline()).isNotNull();
        assertThat(root.cause()).isNull();
    }

    static Stream<Function<Context, CancellableContext>> deadlinesBeyondTheEndOfTime() {
        return Stream.of(
                context -> context.withTimeout(Duration.ofSeconds(Long.MAX_VALUE)),
                context -> context.withTimeout(Duration.ofNanos(Long.MAX_VALUE)),
                context -> context.withTimeout(Duration.ofNanos(Long.MAX_VALUE - 1)),
                context -> context.withDeadline(Instant.MAX));
    }

    @ParameterizedTest
    @MethodSource("deadlinesBeyondTheEndOfTime")
    void farthestDeadlineDoesNotOverflow(Function<Context, CancellableContext> derive) throws Exception {
        CancellableContext context = derive.apply(root);
        CancellableContext soon = root.withTimeout(SOON);
        soon.done().await(); // the timer has worked since
        assertThat(context.cause()).isNull();
        assertThat(context.deadline()).isAfter(Instant.now());
        context.cancel(CAUSE);
        assertThat(context.cause()).isSameAs(CAUSE);
    }

    @Test
    void deadlineIsTheEarliestOfAllAncestors() {
        Instant early = Instant.now().plusSeconds(1_000);
        Instant late = early.plusSeconds(1);
        CancellableContext parent = root.withDeadline(early);
        assertThat(parent.deadline()).isEqualTo(early);
        assertThat(parent.withCancel().deadline()).isEqualTo(early);
        assertThat(parent.withDeadline(late).deadline()).isEqualTo(early);
        assertThat(parent.withTimeout(Duration.ofDays(1)).deadline()).isEqualTo(early);
        assertThat(root.withDeadline(late).withDeadline(early).deadline()).isEqualTo(early);
        root.cancel(); // releases the timers
    }

    @Test
    void timeoutBecomesADeadline() {
        Instant before = Instant.now();
        CancellableContext context = root.withTimeout(FOREVER);
        assertThat(context.deadline())
                .isBetween(before.plus(FOREVER), Instant.now().plus(FOREVER));
        context.cancel();
    }

    @Test
    void deadlinesShareOneDaemonThreadAndContextsHaveNone() throws Exception {
        List<CancellableContext> contexts = Stream.generate(
                        () -> root.withTimeout(FOREVER).withCancel())
                .limit(100)
                .toList();
        root.withTimeout(SOON).done().await(); // the timer's thread exists
        List<Thread> timers = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("wait-group-deadlines"))
                .toList();
        assertThat(timers).singleElement().matches(Thread::isDaemon, "keeps no JVM alive");
        root.cancel();
        assertThat(contexts).allMatch(context -> context.isDone());
    }

    @Test
    void actionThatBlocksHoldsUpNoOtherDeadline() throws Exception {
        Gate end = new Gate();
        Gate running = new Gate();
        root.withTimeout(SOON).done().onClose(() -> {
            running.open();
            end.pass();
        });
        running.pass();
        assertThat(root.withTimeout(SOON).done().await(FOREVER)).isTrue();
        end.open();
    }

    // Go's AfterFunc is an action on the channel.

    @Test
    void actionRunsAfterCancelAndNotBefore() {
        AtomicBoolean ran = new AtomicBoolean();
        Gate end = new Gate();
        root.withCancel().done().onClose(() -> {
            ran.set(true);
            end.open();
        });
        assertThat(ran).isFalse();
        root.cancel();
        end.pass();
        assertThat(ran).isTrue();
    }

    @Test
    void actionRunsAfterTimeout() throws Exception {
        CancellableContext context = root.withTimeout(SOON);
        CompletableFuture<Throwable> cause = new CompletableFuture<>();
        context.done().onClose(() -> cause.complete(context.cause()));
        assertThat(TestThread.outcomeOf(cause)).isInstanceOf(TimeoutException.class);
    }

    @Test
    void actionRunsAtOnceOnAContextThatIsDone() {
        Gate ran = new Gate();
        root.cancel();
        root.withCancel().done().onClose(ran::open);
        ran.pass();
    }

    @Test
    void actionThatWasTakenBackDoesNotRun() {
        AtomicBoolean ran = new AtomicBoolean();
        Gate laterRan = new Gate();
        StopChannel.Registration registration = root.done().onClose(() -> ran.set(true));
        root.done().onClose(laterRan::open);
        assertThat(registration.cancel()).isTrue();
        assertThat(registration.cancel()).isFalse();
        root.cancel();
        laterRan.pass();
        assertThat(ran).isFalse();
    }

    @Test
    void cancelDoesNotWaitForActions() {
        Gate end = new Gate();
        Gate ended = new Gate();
        root.done().onClose(() -> {
            end.pass();
            ended.open();
        });
        root.cancel();
        assertThat(ended.isOpen()).isFalse();
        end.open();
        ended.pass();
    }

    // Trees.

    @Test
    void cancellingAnyLayerCancelsTheLeafAtOnce() {
        int depth = 40;
        for (int cancelled = 0; cancelled < depth; cancelled++) {
            Random random = new Random(cancelled);
            List<CancellableContext> layers =
                    new ArrayList<>(List.of(Context.background().withCancel()));
            for (int i = 1; i < depth; i++) {
                Context parent = layers.get(i - 1);
                layers.add(random.nextBoolean() ? parent.withCancel() : parent.withTimeout(FOREVER.plusSeconds(i % 3)));
            }
            layers.get(cancelled).cancel(CAUSE);
            for (int i = 0; i < depth; i++) {
                assertThat(layers.get(i).cause()).as("layer %d", i).isSameAs(i < cancelled ? null : CAUSE);
            }
            layers.get(0).cancel(); // releases the timers
        }
    }

    @Test
    void simultaneousCancelsOfAWholeTreeNeitherDeadlockNorMissAnyone() throws Exception {
        List<CancellableContext> tree = new ArrayList<>(List.of(root));
        for (int i = 0; tree.size() < 101; i++) {
            for (int child = 0; child < 4; child++) {
                tree.add(tree.get(i).withCancel());
            }
        }
        TestThread.race(tree.stream().map(context -> (Body) context::cancel).toArray(Body[]::new));
        assertThat(tree).allMatch(context -> context.isDone());
    }

    @Test
    void interlockedCancelsDoNotDeadlock() throws Exception {
        CancellableContext child = root.withCancel();
        TestThread<?> follower = TestThread.start(() -> {
            root.done().await();
            child.cancel();
        });
        follower.awaitBlocked();
        root.cancel();
        follower.result();
        assertThat(child.isDone()).isTrue();
    }

    @Test
    void childMayCancelItsParentWhileItIsCancelled() {
        CancellableContext child = root.withCancel();
        child.done().onCloseInline(root::cancel);
        child.cancel(CAUSE);
        assertThat(child.cause()).isSameAs(CAUSE);
        assertThat(root.cause()).isInstanceOf(CancellationException.class);
    }

    @Test
    void childThatIsDerivedWhileItsParentIsCancelledHasTheCauseOfItsParent() throws Exception {
        for (int round = 0; round < 300; round++) {
            CancellableContext parent = Context.background().withCancel();
            Queue<Context> children = new ConcurrentLinkedQueue<>();
            TestThread.race(
                    () -> parent.cancel(CAUSE),
                    () -> children.add(parent.withCancel()),
                    () -> children.add(parent.withTimeout(FOREVER)));
            assertThat(children).hasSize(2).allMatch(child -> child.cause() == CAUSE);
        }
    }

    @Test
    void simultaneousCancelsAgreeOnOneCause() throws Exception {
        List<CancellableContext> parents =
                Stream.generate(Context.background()::withCancel).limit(20_000).toList();
        List<CancellableContext> children =
                parents.stream().map(Context::withCancel).toList();
        TestThread.race(
                () -> parents.forEach(parent -> parent.cancel(CAUSE)),
                () -> parents.forEach(parent -> parent.cancel(OTHER)));
        for (int i = 0; i < parents.size(); i++) {
            assertThat(parents.get(i).cause()).isIn(CAUSE, OTHER);
            assertThat(children.get(i).cause()).isSameAs(parents.get(i).cause());
        }
    }

    @Test
    void causeAndChannelNeverDisagree() throws Exception {
        for (int round = 0; round < 300; round++) {
            CancellableContext parent = Context.background().withCancel();
            CancellableContext child = parent.withCancel();
            TestThread.race(
                    () -> parent.cancel(CAUSE),
                    () -> {
                        Throwable cause;
                        while ((cause = child.cause()) == null) {
                            Thread.onSpinWait();
                        }
                        assertThat(cause).isSameAs(CAUSE);
                        assertThat(child.isDone()).isTrue();
                    },
                    () -> {
                        while (!child.isDone()) {
                            Thread.onSpinWait();
                        }
                        assertThat(child.cause()).isSameAs(CAUSE);
                    });
        }
    }

    @Test
    void cancellingReachesTheEndOfAVeryLongChain() {
        IllegalStateException why = new IllegalStateException("why");
        CancellableContext root = Context.background().withCancel();
        Context leaf = root;
        for (int i = 0; i < 100_000; i++) {
            leaf = leaf.withCancel();
        }
        root.cancel(why);
        assertThat(leaf.isDone()).isTrue();
        assertThat(leaf.cause()).isSameAs(why);
    }

    // Leaks.

    static Stream<Function<Context, CancellableContext>> childrenThatEnd() {
        return Stream.of(
                parent -> cancel(parent.withCancel(), null),
                parent -> cancel(parent.withTimeout(Duration.ofDays(1)), null),
                parent -> cancel(parent.withTimeout(Duration.ofSeconds(Long.MAX_VALUE)), null),
                parent -> cancel(parent.withCancel().withCancel(), null),
                parent -> parent.withTimeout(Duration.ZERO),
                parent -> {
                    CancellableContext expiring = parent.withTimeout(SOON);
                    Body.task(() -> expiring.done().await()).run();
                    return expiring;
                },
                parent -> {
                    CancellableContext child = parent.withCancel();
                    child.close();
                    return child;
                });
    }

    @ParameterizedTest
    @MethodSource("childrenThatEnd")
    void parentRetainsNothingOfAChildThatIsDone(Function<Context, CancellableContext> derive) {
        WeakReference<Context> child = new WeakReference<>(derive.apply(root));
        Leaks.awaitCollected(child);
        assertThat(root.cause()).as("and the parent still lives").isNull();
    }

    @Test
    void parentRetainsNothingOfItsChildrenOnceItIsDone() {
        WeakReference<Context> child = new WeakReference<>(root.withTimeout(Duration.ofDays(1)));
        root.cancel();
        Leaks.awaitCollected(child);
        assertThat(root.cause()).isNotNull();
    }

    @Test
    void parentCancelsAChildThatNobodyElseKnows() {
        AtomicInteger cancelled = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            root.withCancel().done().onCloseInline(cancelled::incrementAndGet);
        }
        System.gc();
        root.cancel();
        assertThat(cancelled).hasValue(3);
    }

    @Test
    void nullsAreRefused() {
        assertThatNullPointerException().isThrownBy(() -> root.withTimeout(null));
        assertThatNullPointerException().isThrownBy(() -> root.withDeadline(null));
    }

    @Test
    void toStringShowsCauseAndDeadline() {
        Instant deadline = Instant.now().plus(FOREVER);
        CancellableContext context = root.withDeadline(deadline);
        assertThat(context).hasToString("Context[active, deadline " + deadline + "]");
        context.cancel(CAUSE);
        assertThat(context).hasToString("Context[done: " + CAUSE + ", deadline " + deadline + "]");
    }

    @Test
    void momentsThatDoNotExistAreCutOff() {
        assertThat(Context.later(Instant.EPOCH, Duration.ofSeconds(1))).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(Context.later(Instant.EPOCH, Duration.ofSeconds(Long.MAX_VALUE)))
                .isEqualTo(Instant.MAX);
        assertThat(Context.later(Instant.EPOCH, Duration.ofSeconds(Long.MIN_VALUE)))
                .isEqualTo(Instant.MIN);
    }

    // The background, and contexts that are not cancelled with their parent.

    @Test
    void backgroundIsOneContextThatIsNeverDone() throws Exception {
        assertThat(Context.background()).isSameAs(Context.background());
        assertThat(Context.background().isDone()).isFalse();
        assertThat(Context.background().cause()).isNull();
        assertThat(Context.background().deadline()).isNull();
        assertThat(Context.background().done().await(Duration.ZERO)).isFalse();
    }

    @Test
    void backgroundRetainsNoListener() throws Exception {
        WeakReference<Runnable> action = new WeakReference<>(actionOfTheBackground());
        Leaks.awaitCollected(action);
        StopChannel.Registration registration = Context.background().done().onClose(() -> {});
        assertThat(registration.cancel()).isTrue();
        assertThat(registration.cancel()).as("once more").isFalse();
        TestThread<?> waiter =
                TestThread.start(() -> Context.background().done().await());
        waiter.awaitBlocked();
        waiter.interrupt();
        assertThatThrownBy(waiter::result).isInstanceOf(InterruptedException.class);
    }

    private static Runnable actionOfTheBackground() {
        AtomicInteger owner = new AtomicInteger();
        Runnable action = owner::incrementAndGet;
        Context.background().done().onClose(action);
        return action;
    }

    @Test
    void contextOfAGroupCannotBeCancelledByACast() {
        assertThat(new Group("orders").context()).isNotInstanceOf(CancellableContext.class);
    }

    @Test
    void backgroundRetainsNothingOfAChild() {
        WeakReference<Context> child = new WeakReference<>(Context.background().withCancel());
        Leaks.awaitCollected(child);
    }

    @Test
    void contextWithoutCancelOutlivesItsParentAndItsDeadline() {
        CancellableContext parent = root.withTimeout(Duration.ofHours(1));
        try (CancellableContext undo = parent.withoutCancel().withTimeout(FOREVER)) {
            parent.cancel();
            assertThat(undo.isDone()).isFalse();
            assertThat(parent.withoutCancel().deadline()).isNull();
        }
    }

    @Test
    void leavingTheBlockCancelsTheContext() {
        CancellableContext closed;
        try (CancellableContext context = root.withTimeout(FOREVER)) {
            closed = context;
            assertThat(context.isDone()).isFalse();
        }
        assertThat(closed.cause()).isInstanceOf(CancellationException.class);
    }

    // Causes of time-outs.

    @Test
    void timeoutHasTheCauseThatWasGivenForIt() throws Exception {
        CancellableContext context = root.withTimeout(SOON, CAUSE);
        context.done().await();
        assertThat(context.cause()).isSameAs(CAUSE);
        assertThat(root.withTimeout(Duration.ZERO, CAUSE).cause()).isSameAs(CAUSE);
        assertThat(root.withDeadline(Instant.EPOCH, CAUSE).cause()).isSameAs(CAUSE);
    }

    @Test
    void deadlineOfTheParentHasTheCauseOfTheParent() throws Exception {
        CancellableContext parent = root.withTimeout(SOON, OTHER);
        CancellableContext child = parent.withTimeout(FOREVER, CAUSE);
        child.done().await();
        assertThat(child.cause()).isSameAs(OTHER);
    }

    @Test
    void cancellationBeforeTheTimeoutIsTheCause() {
        CancellableContext context = root.withTimeout(FOREVER, CAUSE);
        context.cancel(OTHER);
        assertThat(context.cause()).isSameAs(OTHER);
    }
}
