package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
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
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("StaticAssignmentOfThrowable") // the causes are told apart by identity and never thrown
class ContextTests {

    private static final Duration SOON = Duration.ofMillis(1);
    private static final Exception CAUSE = new Exception("cause");
    private static final Exception OTHER = new Exception("other cause");

    private final Context root = Context.background();

    @Test
    void sampleBoundsTheTasksOfAGroup() throws Exception {
        Queue<Context> seen = new ConcurrentLinkedQueue<>();
        Group group = new Group("lookups");
        Context request = Context.background().withTimeout(Duration.ofSeconds(2));
        group.startWithContext(request, context -> seen.add(context));
        group.startWithContext(request, context -> seen.add(context));
        group.await();
        request.cancel();
        assertThat(seen).containsExactly(request, request);
        assertThat(request.done().isClosed()).isTrue();
    }

    @Test
    void backgroundIsNotDoneAndHasNoDeadline() {
        assertThat(root.done().isClosed()).isFalse();
        assertThat(root.cause()).isNull();
        assertThat(root.deadline()).isNull();
        assertThat(root.done()).isSameAs(root.done());
        assertThat(root).hasToString("Context[active]");
    }

    @Test
    void backgroundsAreNotShared() {
        root.cancel();
        assertThat(Context.background().cause()).isNull();
    }

    @Test
    void cancelReachesAllDescendantsBeforeItReturns() {
        Context child = root.withCancel();
        Context grandchild = child.withTimeout(FOREVER);
        Context sibling = root.withCancel();
        root.cancel(CAUSE);
        for (Context context : List.of(root, child, grandchild, sibling)) {
            assertThat(context.done().isClosed()).isTrue();
            assertThat(context.cause()).isSameAs(CAUSE);
        }
    }

    @Test
    void cancellingAChildLeavesParentAndSiblingsAlone() {
        Context child = root.withCancel();
        Context sibling = root.withCancel();
        child.cancel();
        assertThat(child.cause()).isInstanceOf(CancellationException.class);
        assertThat(root.cause()).isNull();
        assertThat(sibling.cause()).isNull();
        root.cancel(CAUSE);
        assertThat(sibling.cause()).isSameAs(CAUSE);
    }

    @Test
    void closingTheChannelByHandIsTheSameAsCancel() {
        Context child = root.withCancel();
        root.done().close();
        assertThat(root.cause()).isInstanceOf(CancellationException.class);
        assertThat(child.cause()).isSameAs(root.cause());
        root.cancel(CAUSE);
        assertThat(root.cause()).as("first cancellation wins").isInstanceOf(CancellationException.class);
    }

    // Go's table of errors and causes.

    static Stream<Arguments> causes() {
        return Stream.of(
                cause("cancelled", CancellationException.class, () -> cancel(Context.background(), null)),
                cause("cancelled with cause", CAUSE, () -> cancel(Context.background(), CAUSE)),
                cause("cancelled twice", CAUSE, () -> cancel(cancel(Context.background(), CAUSE), OTHER)),
                cause("parent, then child", CAUSE, () -> {
                    Context parent = Context.background();
                    Context child = parent.withCancel();
                    parent.cancel(CAUSE);
                    return cancel(child, OTHER);
                }),
                cause("child, then parent", CAUSE, () -> {
                    Context parent = Context.background();
                    Context child = cancel(parent.withCancel(), CAUSE);
                    parent.cancel(OTHER);
                    return child;
                }),
                cause("parent with cause, then child without", CAUSE, () -> {
                    Context parent = Context.background();
                    Context child = parent.withCancel();
                    parent.cancel(CAUSE);
                    return cancel(child, null);
                }),
                cause("child without cause, then parent with", CancellationException.class, () -> {
                    Context parent = Context.background();
                    Context child = cancel(parent.withCancel(), null);
                    parent.cancel(CAUSE);
                    return child;
                }),
                cause("parent without cause, then child with", CancellationException.class, () -> {
                    Context parent = Context.background();
                    Context child = parent.withCancel();
                    parent.cancel();
                    return cancel(child, CAUSE);
                }),
                cause("child with cause, then parent without", CAUSE, () -> {
                    Context parent = Context.background();
                    Context child = cancel(parent.withCancel(), CAUSE);
                    parent.cancel();
                    return child;
                }),
                cause(
                        "child of a cancelled parent",
                        CAUSE,
                        () -> cancel(Context.background(), CAUSE).withCancel()),
                cause(
                        "timeout of zero under a cancelled parent",
                        CAUSE,
                        () -> cancel(Context.background(), CAUSE).withTimeout(Duration.ZERO)),
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
                    Context child =
                            Context.background().withTimeout(Duration.ZERO).withCancel();
                    return cancel(child, CAUSE);
                }),
                cause("timeout above, cancelled first", CAUSE, () -> {
                    Context parent = Context.background().withTimeout(FOREVER);
                    Context child = cancel(parent.withCancel(), CAUSE);
                    parent.cancel(OTHER);
                    return child;
                }));
    }

    private static Arguments cause(String name, Object expected, Supplier<Context> context) {
        return arguments(name, expected, context);
    }

    private static Context cancel(Context context, Throwable cause) {
        context.cancel(cause);
        return context;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("causes")
    void firstCancellationDecidesTheCause(String name, Object expected, Supplier<Context> scenario) {
        Context context = scenario.get();
        assertThat(context.done().isClosed()).isTrue();
        if (expected instanceof Class<?> type) {
            assertThat(context.cause()).isExactlyInstanceOf(type);
        } else {
            assertThat(context.cause()).isSameAs(expected);
        }
        assertThat(context.cause()).as("asked again").isSameAs(context.cause());
    }

    @Test
    void messagesAreThoseOfGo() {
        assertThat(cancel(Context.background(), null).cause()).hasMessage("context canceled");
        assertThat(root.withTimeout(Duration.ZERO).cause()).hasMessage("context deadline exceeded");
    }

    // Deadlines.

    @Test
    void contextIsDoneWhenItsTimeIsUp() throws Exception {
        Context context = root.withTimeout(SOON);
        assertThat(context.done().await(FOREVER)).isTrue();
        assertThat(context.cause()).isInstanceOf(TimeoutException.class);
        assertThat(root.cause()).isNull();
    }

    @Test
    void contextIsNotDoneBeforeItsDeadline() throws Exception {
        long start = System.nanoTime();
        Context context = root.withTimeout(Duration.ofMillis(50));
        context.done().await();
        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos());
    }

    @Test
    void contextIsDoneAtItsDeadline() throws Exception {
        Context context = root.withDeadline(Instant.now().plus(SOON));
        assertThat(context.done().await(FOREVER)).isTrue();
        assertThat(context.cause()).isInstanceOf(TimeoutException.class);
    }

    @Test
    void descendantsOfAnExpiredContextHaveItsCause() throws Exception {
        Context parent = root.withTimeout(Duration.ofMillis(20));
        Context child = parent.withCancel();
        Context longer = child.withTimeout(FOREVER);
        assertThat(longer.done().await(FOREVER)).isTrue();
        assertThat(longer.cause()).isInstanceOf(TimeoutException.class).isSameAs(parent.cause());
        assertThat(child.cause()).isSameAs(parent.cause());
    }

    static Stream<UnaryOperator<Context>> deadlinesThatHavePassed() {
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
    void contextWhoseDeadlineHasPassedIsBornDone(UnaryOperator<Context> derive) {
        Context context = derive.apply(root);
        assertThat(context.done().isClosed()).isTrue();
        assertThat(context.cause()).isInstanceOf(TimeoutException.class);
        assertThat(context.deadline()).isNotNull();
        assertThat(root.cause()).isNull();
    }

    static Stream<UnaryOperator<Context>> deadlinesBeyondTheEndOfTime() {
        return Stream.of(
                context -> context.withTimeout(Duration.ofSeconds(Long.MAX_VALUE)),
                context -> context.withTimeout(Duration.ofNanos(Long.MAX_VALUE)),
                context -> context.withTimeout(Duration.ofNanos(Long.MAX_VALUE - 1)),
                context -> context.withDeadline(Instant.MAX));
    }

    @ParameterizedTest
    @MethodSource("deadlinesBeyondTheEndOfTime")
    void farthestDeadlineDoesNotOverflow(UnaryOperator<Context> derive) throws Exception {
        Context context = derive.apply(root);
        Context soon = root.withTimeout(SOON);
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
        Context parent = root.withDeadline(early);
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
        Context context = root.withTimeout(FOREVER);
        assertThat(context.deadline())
                .isBetween(before.plus(FOREVER), Instant.now().plus(FOREVER));
        context.cancel();
    }

    @Test
    void deadlinesShareOneDaemonThreadAndContextsHaveNone() throws Exception {
        List<Context> contexts = Stream.generate(() -> root.withTimeout(FOREVER).withCancel())
                .limit(100)
                .toList();
        root.withTimeout(SOON).done().await(); // the timer's thread exists
        List<Thread> timers = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("wait-group-deadlines"))
                .toList();
        assertThat(timers).singleElement().matches(Thread::isDaemon, "keeps no JVM alive");
        root.cancel();
        assertThat(contexts).allMatch(context -> context.done().isClosed());
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
        Context context = root.withTimeout(SOON);
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
            List<Context> layers = new ArrayList<>(List.of(Context.background()));
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
        List<Context> tree = new ArrayList<>(List.of(root));
        for (int i = 0; tree.size() < 101; i++) {
            for (int child = 0; child < 4; child++) {
                tree.add(tree.get(i).withCancel());
            }
        }
        TestThread.race(tree.stream().map(context -> (Body) context::cancel).toArray(Body[]::new));
        assertThat(tree).allMatch(context -> context.done().isClosed());
    }

    @Test
    void interlockedCancelsDoNotDeadlock() throws Exception {
        Context child = root.withCancel();
        TestThread<?> follower = TestThread.start(() -> {
            root.done().await();
            child.cancel();
        });
        follower.awaitBlocked();
        root.cancel();
        follower.result();
        assertThat(child.done().isClosed()).isTrue();
    }

    @Test
    void childMayCancelItsParentWhileItIsCancelled() {
        Context child = root.withCancel();
        child.done().onCloseInline(root::cancel);
        child.cancel(CAUSE);
        assertThat(child.cause()).isSameAs(CAUSE);
        assertThat(root.cause()).isInstanceOf(CancellationException.class);
    }

    @Test
    void childThatIsDerivedWhileItsParentIsCancelledHasTheCauseOfItsParent() throws Exception {
        for (int round = 0; round < 300; round++) {
            Context parent = Context.background();
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
        List<Context> parents =
                Stream.generate(Context::background).limit(20_000).toList();
        List<Context> children = parents.stream().map(Context::withCancel).toList();
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
            Context parent = Context.background();
            Context child = parent.withCancel();
            TestThread.race(
                    () -> parent.cancel(CAUSE),
                    () -> {
                        Throwable cause;
                        while ((cause = child.cause()) == null) {
                            Thread.onSpinWait();
                        }
                        assertThat(cause).isSameAs(CAUSE);
                        assertThat(child.done().isClosed()).isTrue();
                    },
                    () -> {
                        while (!child.done().isClosed()) {
                            Thread.onSpinWait();
                        }
                        assertThat(child.cause()).isSameAs(CAUSE);
                    });
        }
    }

    @Test
    void cancellingReachesTheEndOfAVeryLongChain() {
        IllegalStateException why = new IllegalStateException("why");
        Context root = Context.background();
        Context leaf = root;
        for (int i = 0; i < 100_000; i++) {
            leaf = leaf.withCancel();
        }
        root.cancel(why);
        assertThat(leaf.done().isClosed()).isTrue();
        assertThat(leaf.cause()).isSameAs(why);
    }

    // Leaks.

    static Stream<UnaryOperator<Context>> childrenThatEnd() {
        return Stream.of(
                parent -> cancel(parent.withCancel(), null),
                parent -> cancel(parent.withTimeout(Duration.ofDays(1)), null),
                parent -> cancel(parent.withTimeout(Duration.ofSeconds(Long.MAX_VALUE)), null),
                parent -> cancel(parent.withCancel().withCancel(), null),
                parent -> parent.withTimeout(Duration.ZERO),
                parent -> {
                    Context expiring = parent.withTimeout(SOON);
                    Body.task(() -> expiring.done().await()).run();
                    return expiring;
                },
                parent -> {
                    Context child = parent.withCancel();
                    child.done().close();
                    return child;
                });
    }

    @ParameterizedTest
    @MethodSource("childrenThatEnd")
    void parentRetainsNothingOfAChildThatIsDone(UnaryOperator<Context> derive) {
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
        Context context = root.withDeadline(deadline);
        assertThat(context).hasToString("Context[active, deadline " + deadline + "]");
        context.cancel(CAUSE);
        assertThat(context).hasToString("Context[done: " + CAUSE + ", deadline " + deadline + "]");
    }
}
