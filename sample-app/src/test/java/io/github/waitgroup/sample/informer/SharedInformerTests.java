package io.github.waitgroup.sample.informer;

import static io.github.waitgroup.sample.Patience.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.sample.informer.MemoryOutbox.Delivered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedInformerTests {

    /** Nothing here may depend on it: a signal that got lost shows as a test that hangs. */
    private static final Duration NEVER = Duration.ofDays(1);

    private static final InformerProperties PROPERTIES =
            new InformerProperties(8, NEVER, Duration.ofMillis(1), Duration.ofMillis(1));

    private final Group runs = new Group("runs");
    private final CloseableStopChannel stop = new CloseableStopChannel();
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch secondRelease = new CountDownLatch(1);

    @AfterEach
    void nothingIsLeftBehind() {
        release.countDown();
        secondRelease.countDown();
        stop.close();
        assertThat(runs.stop(FOREVER)).matches(report -> report.isDrained());
        assertThat(runs.counts().failed()).isZero();
    }

    @Test
    void everyListenerGetsWhatIsThereAndWhatComesInOrder() {
        RecordingListener<String> email = new RecordingListener<>("email");
        RecordingListener<String> stock = new RecordingListener<>("stock");
        MemoryOutbox<String> outbox = new MemoryOutbox<>(List.of(email, stock));
        SharedInformer<String> informer = informer(outbox, PROPERTIES, email, stock);
        outbox.put(1, "a");
        outbox.put(2, "b");
        start(informer);
        await().atMost(FOREVER).until(outbox::isEmpty);
        outbox.put(3, "c");
        informer.changed();
        await().atMost(FOREVER).until(outbox::isEmpty);
        assertThat(email.handled).containsExactly("a", "b", "c");
        assertThat(stock.handled).containsExactly("a", "b", "c");
    }

    @Test
    void listenersShareOneObject() {
        RecordingListener<List<String>> email = new RecordingListener<>("email");
        RecordingListener<List<String>> stock = new RecordingListener<>("stock", object -> release.await());
        List<Listener<List<String>>> listeners = List.of(email, stock);
        // As a database does: a new object at each listing.
        MemoryOutbox<List<String>> outbox = new MemoryOutbox<>(listeners) {
            @Override
            public List<Pending<List<String>>> pending(String listener, int limit) {
                return super.pending(listener, limit).stream()
                        .map(item -> new Pending<>(item.key(), List.copyOf(new ArrayList<>(item.object())), 0))
                        .toList();
            }
        };
        outbox.put(1, new ArrayList<>(List.of("a")));
        SharedInformer<List<String>> informer =
                new SharedInformer<>(outbox, listeners, List::copyOf, PROPERTIES, (copy, object) -> {});
        start(informer);
        await().atMost(FOREVER).until(() -> email.handled.size() + stock.handled.size() == 2);
        assertThat(email.handled.peek()).isSameAs(stock.handled.peek());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8, 128})
    void aBacklogIsReadWindowByWindow(int window) {
        RecordingListener<String> email = new RecordingListener<>("email");
        RecordingListener<String> stock = new RecordingListener<>("stock");
        MemoryOutbox<String> outbox = new MemoryOutbox<>(List.of(email, stock));
        LongStream.range(0, 1_000).forEach(key -> outbox.put(key, "order " + key));
        start(informer(outbox, properties(window, Duration.ofMillis(1)), email, stock));
        await().atMost(FOREVER).until(outbox::isEmpty);
        assertThat(email.handled).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(stock.handled).hasSize(1_000).doesNotHaveDuplicates();
    }

    @Test
    void noChangeIsMissedAndNothingIsDeliveredTwice() throws InterruptedException {
        RecordingListener<String> email = new RecordingListener<>("email");
        RecordingListener<String> stock = new RecordingListener<>("stock");
        MemoryOutbox<String> outbox = new MemoryOutbox<>(List.of(email, stock));
        SharedInformer<String> informer = informer(outbox, PROPERTIES, email, stock);
        start(informer);
        Group writers = new Group("writers");
        IntStream.range(0, 4)
                .forEach(writer -> writers.start(() -> IntStream.range(0, 1_000)
                        .map(step -> 999 - step) // lower keys come later, as when transactions commit out of order
                        .forEach(key -> {
                            outbox.put(writer * 1_000L + key, writer + "/" + key);
                            informer.changed();
                        })));
        writers.await();
        await().atMost(FOREVER).until(outbox::isEmpty);
        assertThat(outbox.delivered).hasSize(8_000).doesNotHaveDuplicates();
        assertThat(email.handled).hasSize(4_000).doesNotHaveDuplicates();
        assertThat(stock.handled).hasSize(4_000).doesNotHaveDuplicates();
    }

    @Test
    void slowListenerHoldsUpNobodyAndIsNotReadAheadFor() {
        RecordingListener<String> slow = new RecordingListener<>("slow", order -> release.await());
        RecordingListener<String> fast = new RecordingListener<>("fast");
        MemoryOutbox<String> outbox = new MemoryOutbox<>(List.of(slow, fast));
        LongStream.range(0, 1_000).forEach(key -> outbox.put(key, "order " + key));
        start(informer(outbox, PROPERTIES, slow, fast));
        await().atMost(FOREVER).until(() -> outbox.pendingKeys("fast").isEmpty());
        assertThat(slow.handled).hasSize(1);
        assertThat(outbox.listed).containsOnlyOnce("slow");
    }

    @Test
    void reflectorEndsStrictlyBeforeTheProcessorIsStopped() throws InterruptedException {
        CountDownLatch listing = new CountDownLatch(1);
        CountDownLatch firstCall = new CountDownLatch(1);
        RecordingListener<String> email = new RecordingListener<>("email", order -> {
            firstCall.countDown();
            release.await();
        });
        MemoryOutbox<String> outbox = new MemoryOutbox<>(List.of(email));
        LongStream.range(0, 4).forEach(key -> outbox.put(key, "order " + key));
        SharedInformer<String> informer = informer(outbox, PROPERTIES, email);
        CountDownLatch ended = start(informer);
        assertThat(firstCall.await(FOREVER.toSeconds(), TimeUnit.SECONDS)).isTrue();
        outbox.beforeList = () -> {
            listing.countDown();
            uninterrupted(secondRelease);
        };
        informer.changed();
        assertThat(listing.await(FOREVER.toSeconds(), TimeUnit.SECONDS)).isTrue();

        stop.close(); // while the reflector is listing: the processor must not know yet
        assertThat(ended.await(200, TimeUnit.MILLISECONDS)).isFalse(); // one that does has all the time to end
        release.countDown();
        await().atMost(FOREVER).until(outbox::isEmpty);
        assertThat(email.handled).hasSize(4);
        assertThat(ended.getCount()).isOne();

        secondRelease.countDown();
        assertThat(ended.await(FOREVER.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void stopWaitsForTheCallThatIsRunningAndKeepsTheRestForTheNextRun() throws InterruptedException {
        CountDownLatch firstCall = new CountDownLatch(1);
        RecordingListener<String> email = new RecordingListener<>("email", order -> {
            firstCall.countDown();
            release.await();
        });
        MemoryOutbox<String> outbox = new MemoryOutbox<>(List.of(email));
        LongStream.range(0, 20).forEach(key -> outbox.put(key, "order " + key));
        SharedInformer<String> informer = informer(outbox, PROPERTIES, email);
        CountDownLatch ended = start(informer);
        assertThat(firstCall.await(FOREVER.toSeconds(), TimeUnit.SECONDS)).isTrue();
        stop.close();
        assertThat(ended.await(50, TimeUnit.MILLISECONDS)).isFalse();
        release.countDown();
        assertThat(ended.await(FOREVER.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(outbox.pendingKeys("email")).hasSizeBetween(18, 19); // run may win one more before pop sees the stop
        assertThat(outbox.delivered).hasSameSizeAs(email.handled);

        CloseableStopChannel secondStop = new CloseableStopChannel();
        CountDownLatch secondEnd = start(informer, secondStop);
        await().atMost(FOREVER).until(outbox::isEmpty);
        secondStop.close();
        assertThat(secondEnd.await(FOREVER.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(email.handled).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void stopBeforeTheStartEndsAtOnce() throws InterruptedException {
        RecordingListener<String> email = new RecordingListener<>("email");
        MemoryOutbox<String> outbox = new MemoryOutbox<>(List.of(email));
        outbox.put(1, "a");
        stop.close();
        assertThat(start(informer(outbox, PROPERTIES, email)).await(FOREVER.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(outbox.listed).isEmpty();
        assertThat(outbox.pendingKeys("email")).containsExactly(1L);
    }

    @Test
    void listenerThatThrowsGetsTheOrderAgainAndTheOthersInTheMeantime() {
        AtomicInteger calls = new AtomicInteger();
        RecordingListener<String> email = new RecordingListener<>("email", order -> {
            switch (order.equals("bad") ? calls.incrementAndGet() : 3) {
                case 1 -> throw new IllegalStateException("as the test wants");
                case 2 -> throw new AssertionError("as the test wants");
                default -> {}
            }
        });
        RecordingListener<String> stock = new RecordingListener<>("stock");
        MemoryOutbox<String> outbox = new MemoryOutbox<>(List.of(email, stock));
        outbox.put(1, "bad");
        outbox.put(2, "good");
        start(informer(outbox, properties(8, Duration.ofMillis(200)), email, stock));
        await().atMost(FOREVER).until(outbox::isEmpty);
        assertThat(email.handled).containsExactly("bad", "good", "bad", "bad");
        assertThat(stock.handled).containsExactly("bad", "good");
        assertThat(outbox.delivered).contains(new Delivered("email", 1, 3), new Delivered("stock", 1, 1));
    }

    @Test
    void stopDoesNotWaitForARetry() throws InterruptedException {
        RecordingListener<String> email = new RecordingListener<>("email", order -> {
            throw new IllegalStateException("as the test wants");
        });
        MemoryOutbox<String> outbox = new MemoryOutbox<>(List.of(email));
        outbox.put(1, "bad");
        CountDownLatch ended = start(informer(outbox, properties(8, NEVER), email));
        await().atMost(FOREVER).until(() -> outbox.failures("email", 1) == 1);
        stop.close();
        assertThat(ended.await(FOREVER.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(outbox.pendingKeys("email")).containsExactly(1L);
    }

    @Test
    void deliveryThatCouldNotBeRecordedIsDoneAgain() {
        AtomicBoolean down = new AtomicBoolean(true);
        RecordingListener<String> email = new RecordingListener<>("email");
        MemoryOutbox<String> outbox = new MemoryOutbox<>(List.of(email));
        outbox.beforeDelivered = () -> failOnce(down);
        outbox.put(1, "a");
        start(informer(outbox, PROPERTIES, email));
        await().atMost(FOREVER).until(outbox::isEmpty);
        assertThat(email.handled).containsExactly("a", "a");
        assertThat(outbox.delivered).containsExactly(new Delivered("email", 1, 2));
    }

    @Test
    void listingThatFailsIsTriedAgain() {
        AtomicBoolean down = new AtomicBoolean(true);
        RecordingListener<String> email = new RecordingListener<>("email");
        MemoryOutbox<String> outbox = new MemoryOutbox<>(List.of(email));
        outbox.beforeList = () -> failOnce(down);
        outbox.put(1, "a");
        start(informer(outbox, PROPERTIES, email));
        await().atMost(FOREVER).until(outbox::isEmpty);
        assertThat(email.handled).containsExactly("a");
    }

    @Test
    void interruptReachesTheListenerAndLosesNothing() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        RecordingListener<String> email = new RecordingListener<>("email", order -> {
            called.countDown();
            release.await();
        });
        MemoryOutbox<String> outbox = new MemoryOutbox<>(List.of(email));
        outbox.put(1, "a");
        Group impatient = new Group("impatient");
        SharedInformer<String> informer = informer(outbox, PROPERTIES, email);
        impatient.startWithChannel(impatient.stopChannel(), informer::run);
        assertThat(called.await(FOREVER.toSeconds(), TimeUnit.SECONDS)).isTrue();
        // Interrupts when nine tenths are over; the listener waits for a latch that nobody opens.
        assertThat(impatient.stop(Duration.ofSeconds(2))).matches(report -> report.isDrained());
        assertThat(outbox.delivered).isEmpty();
        assertThat(outbox.pendingKeys("email")).containsExactly(1L);
        assertThat(outbox.failures("email", 1)).isZero();
    }

    @Test
    void runOutlivesAListenerThatIsSlowToHeedAnInterrupt() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        RecordingListener<String> email = new RecordingListener<>("email", order -> {
            called.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                secondRelease.await();
            }
        });
        MemoryOutbox<String> outbox = new MemoryOutbox<>(List.of(email));
        outbox.put(1, "a");
        Group impatient = new Group("impatient");
        SharedInformer<String> informer = informer(outbox, PROPERTIES, email);
        impatient.startWithChannel("informer", impatient.stopChannel(), informer::run);
        assertThat(called.await(FOREVER.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(impatient.stop(Duration.ofSeconds(1)).stragglers())
                .singleElement()
                .matches(straggler -> straggler.task().equals("informer"));
        secondRelease.countDown();
        assertThat(impatient.await(FOREVER)).isTrue();
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void secondRunIsRefusedWhileTheFirstIsNotStopped() {
        RecordingListener<String> email = new RecordingListener<>("email");
        MemoryOutbox<String> outbox = new MemoryOutbox<>(List.of(email));
        SharedInformer<String> informer = informer(outbox, PROPERTIES, email);
        start(informer);
        await().atMost(FOREVER).until(() -> !outbox.listed.isEmpty());
        assertThatIllegalStateException()
                .isThrownBy(() -> informer.run(new CloseableStopChannel()))
                .withMessageContaining("running already");
    }

    @Test
    void listenerThatChangesASharedObjectIsReported() {
        Queue<String> reports = new ConcurrentLinkedQueue<>();
        RecordingListener<List<String>> email = new RecordingListener<>("email", order -> order.add("mine"));
        List<Listener<List<String>>> listeners = List.of(email);
        MemoryOutbox<List<String>> outbox = new MemoryOutbox<>(listeners);
        outbox.put(1, new ArrayList<>(List.of("a")));
        start(new SharedInformer<>(
                outbox, listeners, ArrayList::new, PROPERTIES, (copy, object) -> reports.add(copy + " " + object)));
        await().atMost(FOREVER).until(() -> !reports.isEmpty());
        assertThat(reports).containsExactly("[a] [a, mine]");
    }

    private CountDownLatch start(SharedInformer<?> informer) {
        return start(informer, stop);
    }

    private CountDownLatch start(SharedInformer<?> informer, StopChannel stop) {
        CountDownLatch ended = new CountDownLatch(1);
        runs.start(() -> {
            informer.run(stop);
            ended.countDown();
        });
        return ended;
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static SharedInformer<String> informer(
            Outbox<String> outbox, InformerProperties properties, Listener<String>... listeners) {
        return new SharedInformer<>(outbox, List.of(listeners), copy -> copy, properties);
    }

    private static InformerProperties properties(int window, Duration retryPause) {
        return new InformerProperties(window, NEVER, retryPause, NEVER);
    }

    private static void failOnce(AtomicBoolean armed) {
        if (armed.getAndSet(false)) {
            throw new IllegalStateException("as the test wants");
        }
    }

    private static void uninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
