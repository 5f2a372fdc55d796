package io.github.waitgroup.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.shutdown.ShutdownEvent;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class LongRunningRequestsTests {

    @Test
    void requestsAreSignalledOneAfterTheOtherOverTheGracePeriod() throws Exception {
        Group group = new Group("http");
        LongRunningRequests longRunning = over(Duration.ofSeconds(100), group);
        Streams streams = new Streams(longRunning, 1000);
        long start = System.nanoTime();
        group.beginStop(Duration.ofHours(1));
        streams.awaitTurns(start, 5, Duration.ofMillis(100));
        assertThat(streams.areOthersLeft())
                .as("whose turns come within a minute and a half")
                .isTrue();
        group.beginStop(Duration.ZERO); // now there is no time left for that
        streams.awaitAll();
    }

    @Test
    void requestsAreSignalledWithinHalfOfTheTimeOfTheGroupIfTheGracePeriodIsLonger() throws Exception {
        Group group = new Group("http");
        LongRunningRequests longRunning = over(Duration.ofHours(1), group);
        Streams streams = new Streams(longRunning, 4);
        StubbornStream stubborn = new StubbornStream(longRunning);
        long start = System.nanoTime();
        group.beginStop(Duration.ofSeconds(1));
        streams.awaitTurns(
                start, 4, Duration.ofMillis(100)); // the fifth is the stubborn one, whose turn is any of them
        Fixtures.await(stubborn.signalled);
        Fixtures.await(stubborn.completed);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void requestsOfAGroupThatIsSignalledByHandHaveTheGracePeriod() throws Exception {
        Group group = new Group("http");
        Streams streams = new Streams(over(Duration.ofMillis(400), group), 4);
        long start = System.nanoTime();
        group.signalStop(); // without a deadline
        streams.awaitTurns(start, 4, Duration.ofMillis(100));
    }

    @Test
    void waitUnderWayIsShortenedWhenTheDeadlineBecomesEarlier() throws Exception {
        Group group = new Group("http");
        Streams streams = new Streams(over(Duration.ofHours(1), group), 2);
        group.signalStop();
        streams.await(1); // so the wait for the turn of the second, in half an hour, has begun or is about to
        group.beginStop(Duration.ZERO);
        streams.await(1);
    }

    @Test
    void streamWhoseEndBlocksDoesNotKeepOthersFromBeingEnded() throws Exception {
        Group group = new Group("http");
        LongRunningRequests longRunning = over(Duration.ZERO, group);
        CountDownLatch ended = new CountDownLatch(5);
        CloseableStopChannel never = new CloseableStopChannel();
        for (int i = 0; i < 5; i++) {
            longRunning.add(new Stream() {

                @Override
                protected void complete() {
                    Fixtures.await(never);
                }

                @Override
                protected void cancel() {
                    ended.countDown();
                    Fixtures.await(never);
                }
            });
        }
        Streams others = new Streams(longRunning, 5);
        group.beginStop(Fixtures.FOREVER);
        others.awaitAll();
        Fixtures.await(ended);
        never.close();
    }

    @Test
    void timelineHasTheSignalsAndTheRequestsThatAreGivenUp() {
        Group group = new Group("http");
        group.enrol("GET /events"); // the stream itself is in a group of its own
        ShutdownTimeline timeline = new ShutdownTimeline();
        LongRunningRequests longRunning = new LongRunningRequests(group, Duration.ZERO, timeline);
        CountDownLatch cancelled = new CountDownLatch(1);
        longRunning.add(new Stream() {

            @Override
            protected void complete() {}

            @Override
            protected void cancel() {
                cancelled.countDown();
            }
        });
        group.beginStop(Fixtures.FOREVER);
        Fixtures.await(cancelled);
        assertThat(timeline.entries())
                .extracting(
                        ShutdownTimeline.Entry::event,
                        ShutdownTimeline.Entry::group,
                        ShutdownTimeline.Entry::active,
                        ShutdownTimeline.Entry::message)
                .containsExactly(
                        tuple(
                                ShutdownEvent.END_STREAMS,
                                "http",
                                1,
                                "Ending 1 long-running request of group 'http' within 0.000 s"),
                        tuple(
                                ShutdownEvent.GIVE_UP_STREAMS,
                                "http",
                                1,
                                "Giving up 1 long-running request of group 'http': not ended in time"));
    }

    private static LongRunningRequests over(Duration grace, Group group) {
        return new LongRunningRequests(group, grace, new ShutdownTimeline());
    }

    @Test
    void requestThatIsAddedOnceTheOthersHaveTheirSignalsIsSignalledAtOnce() {
        Group group = new Group("http");
        LongRunningRequests longRunning = over(Duration.ZERO, group);
        try (Membership first = group.enrol("GET /events");
                Membership second = group.enrol("GET /events")) {
            longRunning.listen(new ServletTrackedRequest(first, new MockHttpServletRequest()));
            group.beginStop(Fixtures.FOREVER);
            Fixtures.await(longRunning.listen(new ServletTrackedRequest(second, new MockHttpServletRequest())));
        }
    }

    @Test
    void requestThatEndsWhileItIsAddedIsNotKept() {
        Set<LongRunningRequest> open = new HashSet<>();
        ServletTrackedRequest request =
                new ServletTrackedRequest(new Group("http").enrol("GET /events"), new MockHttpServletRequest());
        request.ended();
        request.longRunning(new LongRunningRequest(request, open));
        assertThat(open).isEmpty();
    }

    private abstract static class Stream extends EndableExchange {

        private final ActiveTask task =
                new Group("streams").enrol("GET /events").task();

        @Override
        protected ActiveTask task() {
            return task;
        }
    }

    /** Streams that end at their signals. */
    private static final class Streams {

        private final int count;
        private final Semaphore signalled = new Semaphore(0);

        Streams(LongRunningRequests longRunning, int count) {
            this.count = count;
            for (int i = 0; i < count; i++) {
                longRunning.add(new Stream() {

                    @Override
                    protected void complete() {
                        ended();
                        signalled.release();
                    }

                    @Override
                    protected void cancel() {}
                });
            }
        }

        /** Waits until some have been signalled, none of them before its turn. */
        void awaitTurns(long start, int some, Duration apart) throws InterruptedException {
            for (int i = 0; i < some; i++) {
                await(1);
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .as("turn %d", i)
                        .isGreaterThanOrEqualTo(apart.multipliedBy(i));
            }
            signalled.release(some);
        }

        void awaitAll() throws InterruptedException {
            await(count);
        }

        /** Whether the others are not signalled right after those whose turn has come. */
        boolean areOthersLeft() throws InterruptedException {
            return !signalled.tryAcquire(count, 100, TimeUnit.MILLISECONDS);
        }

        private void await(int some) throws InterruptedException {
            assertThat(signalled.tryAcquire(some, Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    /** A stream whose handler is signalled and does not end it. */
    private static final class StubbornStream extends Stream {

        final StopChannel signalled;
        final CloseableStopChannel completed = new CloseableStopChannel();

        StubbornStream(LongRunningRequests longRunning) {
            signalled = longRunning.listen(this);
        }

        @Override
        protected void complete() {
            ended();
            completed.close();
        }

        @Override
        protected void cancel() {}
    }
}
