package io.github.waitgroup;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A JVM in which an operation runs with so many bytes left, then with some more, and so on: each of its allocations
 * fails once. What it says afterwards must be true.
 */
final class LastBytes {

    static final String DONE = "done";

    private static final int MAX_BYTES = 640;
    private static final int STEP = 16; // no object is smaller, so each allocation is the first to fail once

    private static @Nullable Ballast ballast;

    @SuppressWarnings("UnusedVariable") // keeps the bytes that will be left
    private static byte @Nullable [] cushion;

    private LastBytes() {}

    public static void main(String[] args) throws Exception {
        Supplier<Case> scenario = Scenario.valueOf(args[0]).prepare;
        for (int i = 0; i < 200; i++) { // loads classes, links lambdas, and lets the compiler be done
            try (Case warmUp = scenario.get()) {
                warmUp.operate();
                warmUp.check();
            }
        }
        for (int left = 0; left <= MAX_BYTES; left += STEP) {
            try (Case each = scenario.get()) {
                operate(each, left);
                check(each, left);
            }
        }
        System.out.println(DONE);
    }

    private static void operate(Case each, int left) {
        fill(left);
        try {
            cushion = null;
            each.operate();
        } catch (OutOfMemoryError expected) {
            each.failed = true;
        } finally {
            ballast = null;
        }
    }

    private static void check(Case each, int left) {
        try {
            each.check();
        } catch (Exception | Error violation) {
            System.out.println(left + " bytes left, " + (each.failed ? "failed" : "succeeded") + ": " + violation);
        }
    }

    private static void fill(int left) {
        cushion = left < 16 ? null : new byte[left - 16];
        for (int size = 1 << 20; size > 0; ) {
            try {
                ballast = new Ballast(size, ballast);
            } catch (OutOfMemoryError full) {
                size /= 16; // each failure costs two full collections
            }
        }
    }

    /** Bytes, since a collector does not look into them, and a link. */
    private static final class Ballast {

        @SuppressWarnings("UnusedVariable")
        private final @Nullable Ballast next;

        @SuppressWarnings("UnusedVariable")
        private final byte @Nullable [] bytes;

        Ballast(int size, @Nullable Ballast next) {
            this.next = next;
            this.bytes = size < 16 ? null : new byte[size];
        }
    }

    /** What is done without memory, and what must hold afterwards. */
    abstract static class Case implements AutoCloseable {

        boolean failed;

        abstract void operate();

        abstract void check() throws Exception;

        @Override
        public void close() {}

        static void expect(boolean holds, String what) {
            if (!holds) {
                throw new IllegalStateException("not so: " + what);
            }
        }
    }

    /**
     * An operation upon which a thread that waits must wake up, at the latest when it is repeated because it has
     * failed.
     */
    private static final class Waking extends Case {

        private final Thread waiter;
        private final Runnable operation;

        Waking(Body wait, Runnable operation) {
            waiter = new Thread(Body.task(wait));
            this.operation = operation;
            waiter.setDaemon(true);
            waiter.start();
            TestThread.awaitBlocked(waiter);
        }

        @Override
        void operate() {
            operation.run();
        }

        @Override
        void check() throws Exception {
            if (failed) {
                operation.run();
            }
            waiter.join(TimeUnit.SECONDS.toMillis(5));
            expect(!waiter.isAlive(), "the waiter is awake");
        }

        @Override
        public void close() {
            waiter.interrupt();
        }
    }

    /** An operation of a group, which has to be as usable afterwards as a new one. */
    private abstract static class OfGroup extends Case {

        final Group group = new Group("orders");

        @Override
        void check() throws Exception {
            expect(group.await(Duration.ofMillis(200)), "no task is left in " + group);
            TaskCounts counts = group.counts();
            expect(counts.accepted() == counts.completed(), "all accepted tasks completed: " + counts);
            group.restart();
            group.run("next", () -> {});
            try (Membership next = group.enrol("next")) {
                expect(!group.await(Duration.ofNanos(1)), "a task is active");
                expect(next == null || group.counts().active() == 1, "it is alone");
            }
            expect(group.stop(Duration.ofSeconds(5)).isDrained(), "the group drains");
        }
    }

    private static OfGroup ofGroup(Function<Group, Runnable> operation) {
        return new OfGroup() {

            private final Runnable prepared = operation.apply(group);

            @Override
            void operate() {
                prepared.run();
            }
        };
    }

    enum Scenario {
        CLOSE(() -> {
            CloseableStopChannel channel = new CloseableStopChannel();
            return new Waking(channel::await, channel::close);
        }),
        CANCEL(() -> {
            CancellableContext parent = Context.background().withCancel();
            return new Waking(parent.withCancel().withCancel().done()::await, parent::cancel);
        }),
        DONE(() -> {
            SafeWaitGroup group = new SafeWaitGroup();
            group.add(1);
            return new Waking(group::await, () -> {
                if (group.count() == 1) {
                    group.done();
                }
            });
        }),
        LAST_TASK(() -> {
            Group group = new Group("orders");
            Membership last = group.enrol("last");
            return new Waking(group::await, last::close);
        }),
        RUN(() -> ofGroup(group -> () -> group.run("task", () -> {}))),
        START(() -> ofGroup(group -> () -> group.start("task", () -> {}))),
        JOIN(() -> ofGroup(group -> () -> group.enrol("task").close())),
        REFUSE(() -> new OfGroup() {

            private boolean accepted;

            {
                group.beginStop();
            }

            @Override
            void operate() {
                accepted = group.tryEnrol("task") != null;
            }

            @Override
            void check() throws Exception {
                expect(!accepted, "the task is refused");
                long refused = group.counts().refused();
                expect(refused == (failed ? 0 : 1), "what is refused is no failure: " + group.counts());
                expect(group.endStop().refusals().count() == refused, "the report has the same number");
                super.check();
            }
        }),
        CANARY(() -> ofGroup(group -> () -> {
            Membership joined = group.enrol("task");
            cushion = new byte[64]; // too late
            joined.close();
        })),
        AWAIT(() -> ofGroup(group -> {
            Membership active = group.enrol("active");
            return () -> {
                try {
                    group.await(Duration.ofNanos(1));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                } finally {
                    active.close();
                }
            };
        })),
        STOP(() -> ofGroup(group -> {
            Membership active = group.enrol("active");
            return () -> {
                try {
                    group.stop(Duration.ZERO);
                } finally {
                    active.close();
                }
            };
        }));

        @SuppressWarnings("ImmutableEnumChecker")
        private final Supplier<Case> prepare;

        Scenario(Supplier<Case> prepare) {
            this.prepare = prepare;
        }
    }
}
