package io.github.waitgroup.sample.informer;

import static io.github.waitgroup.sample.Patience.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.waitgroup.Group;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessorListenerTests {

    private static final InformerProperties WINDOW_OF_4 =
            new InformerProperties(4, FOREVER, Duration.ofMillis(1), FOREVER);

    private final CountDownLatch release = new CountDownLatch(1);
    private final RecordingListener<String> listener = new RecordingListener<>("email", object -> release.await());
    private final MemoryOutbox<String> outbox = new MemoryOutbox<>(List.of(listener));
    private final AtomicInteger rooms = new AtomicInteger();
    private final ProcessorListener<String> processorListener =
            new ProcessorListener<>(listener, outbox, WINDOW_OF_4, rooms::incrementAndGet);
    private final Group group = new Group("listeners");

    @AfterEach
    void bothTasksEnd() {
        release.countDown();
        processorListener.close();
        assertThat(group.stop(FOREVER)).matches(report -> report.isDrained());
    }

    @Test
    void closingTheInputEndsPopWhichEndsRun() throws InterruptedException {
        startBoth();
        processorListener.close();
        processorListener.close();
        assertThat(group.await(FOREVER)).isTrue();
    }

    @Test
    void runEndsByItselfIfPopHasEndedBefore() throws InterruptedException {
        processorListener.close();
        group.start(processorListener::pop);
        assertThat(group.await(FOREVER)).isTrue();
        group.start(processorListener::run);
        assertThat(group.await(FOREVER)).isTrue();
    }

    @Test
    void whatIsAddedAfterCloseIsDropped() throws InterruptedException {
        startBoth();
        processorListener.close();
        processorListener.add(items(1), false);
        assertThat(group.await(FOREVER)).isTrue();
        assertThat(listener.handled).isEmpty();
    }

    @Test
    void noMoreThanTheWindowIsHeldWhateverIsAdded() {
        startBoth();
        processorListener.add(items(10), false);
        assertThat(processorListener.held()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
        assertThat(processorListener.hasRoom()).isFalse();
        assertThat(rooms).hasValue(0);
    }

    @Test
    void whatIsHeldIsNotTakenTwice() {
        release.countDown();
        processorListener.add(items(2), false);
        processorListener.add(items(3), false);
        startBoth();
        await().atMost(FOREVER).until(() -> processorListener.held().isEmpty());
        assertThat(listener.handled).containsExactly("order 1", "order 2", "order 3");
    }

    @Test
    void roomIsAnnouncedOnceWhenHalfOfAFullWindowIsFree() {
        startBoth();
        processorListener.add(items(4), true);
        assertThat(rooms).hasValue(0);
        release.countDown();
        await().atMost(FOREVER).until(() -> processorListener.held().isEmpty());
        assertThat(rooms).hasValue(1);
    }

    @Test
    void roomIsAnnouncedAtOnceIfThereIsMoreAndTheWindowIsFree() {
        processorListener.add(items(1), true);
        assertThat(rooms).hasValue(1);
    }

    @Test
    void roomIsAnnouncedIfTheReflectorFoundNone() {
        startBoth();
        processorListener.add(items(4), false);
        assertThat(processorListener.hasRoom()).isFalse();
        release.countDown();
        await().atMost(FOREVER).untilAtomic(rooms, org.hamcrest.Matchers.is(1));
        assertThat(processorListener.hasRoom()).isTrue();
    }

    @Test
    void roomIsNotAnnouncedIfThereIsNothingMore() {
        release.countDown();
        startBoth();
        processorListener.add(items(4), false);
        await().atMost(FOREVER).until(() -> processorListener.held().isEmpty());
        assertThat(rooms).hasValue(0);
    }

    private void startBoth() {
        group.start("pop", processorListener::pop);
        group.start("run", processorListener::run);
    }

    private List<Pending<String>> items(int count) {
        LongStream.rangeClosed(1, count).forEach(key -> outbox.put(key, "order " + key));
        return outbox.pending("email", count);
    }
}
