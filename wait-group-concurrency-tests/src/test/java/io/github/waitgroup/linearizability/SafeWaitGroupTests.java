package io.github.waitgroup.linearizability;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.waitgroup.SafeWaitGroup;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * Whatever threads do to a {@link SafeWaitGroup}, they could have done one after another to a plain number and a plain
 * flag.
 */
class SafeWaitGroupTests {

    @Test
    void everyInterleavingIsAnOrder() {
        Checks.modelCheckingOfCounter(Sequential.class).check(Concurrent.class);
    }

    @Test
    void everyRunIsAnOrder() {
        Checks.stressOfCounter(Sequential.class).check(Concurrent.class);
    }

    @Test
    void everyInterleavingIsTriedOnACanaryToo() {
        assertThatThrownBy(() -> Checks.modelChecking(Sequential.class).check(Canary.class))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }

    @Test
    void realThreadsAreCaughtOnACanaryToo() {
        assertThatThrownBy(() -> Checks.stress(Sequential.class).check(Canary.class))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }

    @Param(name = "delta", gen = IntGen.class, conf = "1:2")
    public static class Concurrent {

        private final SafeWaitGroup group = new SafeWaitGroup();

        @Operation
        public boolean tryAdd(@Param(name = "delta") int delta) {
            return group.tryAdd(delta);
        }

        @Operation
        public void done() {
            group.done();
        }

        /** A wait closes, and then looks: two steps, so what it sees is left to {@link #count}. */
        @Operation
        public void close() throws InterruptedException {
            boolean ignored = group.await(Duration.ZERO);
        }

        @Operation
        public int count() {
            return group.count();
        }
    }

    /** What a safe wait group is if only one thread uses it. */
    public static class Sequential {

        private int count;
        private boolean closed;

        public boolean tryAdd(int delta) {
            if (closed && delta > 0) {
                return false;
            }
            if (count + delta < 0) {
                throw new IllegalStateException();
            }
            count += delta;
            return true;
        }

        public void done() {
            tryAdd(-1);
        }

        public void close() {
            closed = true;
        }

        public int count() {
            return count;
        }
    }

    /** Must fail: "closed" and the count are two words. */
    @Param(name = "delta", gen = IntGen.class, conf = "1:2")
    public static class Canary {

        private final AtomicInteger count = new AtomicInteger();
        private volatile boolean closed;

        @Operation
        public boolean tryAdd(@Param(name = "delta") int delta) {
            if (closed && delta > 0) {
                return false;
            }
            window();
            int current;
            do {
                current = count.get();
                if (current + delta < 0) {
                    throw new IllegalStateException();
                }
            } while (!count.compareAndSet(current, current + delta));
            return true;
        }

        @Operation
        public void done() {
            tryAdd(-1);
        }

        @Operation
        public void close() {
            closed = true;
        }

        @Operation
        public int count() {
            return count.get();
        }

        /** Where it is wrong. It gives the other thread time to come, also on a machine that has no core to spare. */
        @SuppressWarnings("ThreadPriorityCheck") // nothing depends on what the scheduler makes of it
        private static void window() {
            Thread.yield();
        }
    }
}
