package io.github.waitgroup.linearizability;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.waitgroup.CancellableContext;
import io.github.waitgroup.Context;
import io.github.waitgroup.RateLimitedSafeWaitGroup;
import io.github.waitgroup.RateLimitedSafeWaitGroup.DrainPolicy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * Whatever threads do to a {@link RateLimitedSafeWaitGroup}, they could have done one after another to a plain number
 * and a plain flag.
 */
class RateLimitedSafeWaitGroupTests {

    @Test
    void everyInterleavingIsAnOrder() {
        Checks.modelChecking(Sequential.class).check(Concurrent.class);
    }

    @Test
    void everyRunIsAnOrder() {
        Checks.stress(Sequential.class).check(Concurrent.class);
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

        private static final CancellableContext STOPPED = Context.background().withTimeout(Duration.ZERO);

        private final RateLimitedSafeWaitGroup group = new RateLimitedSafeWaitGroup();

        @Operation
        public boolean tryAdd(@Param(name = "delta") int delta) {
            return group.tryAdd(delta);
        }

        @Operation
        public void done() {
            group.done();
        }

        /** Closes, counts and does not wait. Two awaits at the same time are an error, which no order explains. */
        @Operation(nonParallelGroup = "await")
        public int await() throws InterruptedException {
            return group.await(count -> new DrainPolicy(null, STOPPED)).activeAtStart();
        }

        @Operation
        public int count() {
            return group.count();
        }
    }

    /** What a rate-limited group is if only one thread uses it. */
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

        public int await() {
            closed = true;
            return count;
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

        @Operation(nonParallelGroup = "await")
        public int await() {
            closed = true;
            return count.get();
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
