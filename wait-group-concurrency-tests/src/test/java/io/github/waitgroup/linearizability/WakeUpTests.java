package io.github.waitgroup.linearizability;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.waitgroup.CancellableContext;
import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.Context;
import io.github.waitgroup.RateLimitedSafeWaitGroup;
import io.github.waitgroup.RateLimitedSafeWaitGroup.DrainCounts;
import io.github.waitgroup.RateLimitedSafeWaitGroup.DrainPolicy;
import io.github.waitgroup.SafeWaitGroup;
import io.github.waitgroup.WaitGroup;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Waits without a time-out, in small programs with a thread for each operation: one that is never woken leaves nobody
 * who can run, which is a failure. (Lincheck lets {@code park} return without a reason, so only a condition that never
 * comes true is seen here; jcstress sees a missing {@code unpark}.)
 */
class WakeUpTests {

    @Test
    void lastMemberWakesTheWaiter() {
        everyInterleaving(LastMember.class);
    }

    @Test
    void everyWaiterIsWoken() {
        everyInterleaving(TwoWaiters.class);
    }

    @Test
    void zeroWakesTheWaiterAlthoughTheGroupIsUsedAgain() {
        everyInterleaving(Reuse.class);
    }

    @Test
    void whoWasAdmittedIsWaitedFor() {
        everyInterleaving(LateMember.class);
    }

    @Test
    void lastMeteredMemberWakesTheWaiter() {
        everyInterleaving(LastMeteredMember.class);
    }

    @Test
    void endOfAnAwaitReleasesTheMemberThatIsHeld() {
        everyInterleaving(HeldMember.class);
    }

    @Test
    void closeWakesTheWaiter() {
        everyInterleaving(Close.class);
    }

    @Test
    void lostWakeUpOfACanaryIsSeen() {
        assertThatThrownBy(() -> everyInterleaving(LostWakeUpCanary.class))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("hung");
    }

    @Test
    void waitThatEndsEarlyInACanaryIsSeen() {
        assertThatThrownBy(() -> everyInterleaving(LateMemberCanary.class))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }

    public static class LastMember {

        private final WaitGroup group = new WaitGroup();

        public LastMember() {
            group.add(2);
        }

        @Operation
        public boolean one() throws InterruptedException {
            group.await();
            return true;
        }

        @Operation
        public boolean two() {
            group.done();
            group.done();
            return true;
        }
    }

    public static class TwoWaiters {

        private final WaitGroup group = new WaitGroup();

        public TwoWaiters() {
            group.add(1);
        }

        @Operation
        public boolean one() throws InterruptedException {
            group.await();
            return true;
        }

        @Operation
        public boolean three() throws InterruptedException {
            group.await();
            return true;
        }

        @Operation
        public boolean two() {
            group.done();
            return true;
        }
    }

    public static class Reuse {

        private final WaitGroup group = new WaitGroup();

        public Reuse() {
            group.add(1);
        }

        @Operation
        public boolean one() throws InterruptedException {
            group.await();
            return true;
        }

        @Operation
        public boolean two() {
            group.done();
            group.add(1);
            group.done();
            return true;
        }
    }

    public static class LateMember {

        private final SafeWaitGroup group = new SafeWaitGroup();
        private volatile boolean over;

        @Operation
        public boolean one() throws InterruptedException {
            group.await();
            over = true;
            return true;
        }

        @Operation
        public boolean two() {
            if (!group.tryAdd(1)) {
                return true;
            }
            boolean waitedFor = !over;
            group.done();
            return waitedFor;
        }
    }

    public static class LastMeteredMember {

        private final RateLimitedSafeWaitGroup group = new RateLimitedSafeWaitGroup();
        private final AtomicInteger tokens = new AtomicInteger();

        public LastMeteredMember() {
            group.add(1);
        }

        @Operation
        public boolean one() throws InterruptedException {
            DrainCounts counts = group.await(count -> new DrainPolicy(
                    stop -> tokens.incrementAndGet(), Context.background().withCancel()));
            return counts.activeAtStart() == tokens.get();
        }

        @Operation
        public boolean two() {
            group.done();
            return true;
        }
    }

    public static class HeldMember {

        private final RateLimitedSafeWaitGroup group = new RateLimitedSafeWaitGroup();
        private final CancellableContext stop = Context.background().withCancel();

        public HeldMember() {
            group.add(1);
        }

        @Operation
        public boolean one() throws InterruptedException {
            group.await(count -> new DrainPolicy(untilThen -> untilThen.done().await(), stop));
            return true;
        }

        @Operation
        public boolean three() {
            stop.cancel();
            return true;
        }

        @Operation
        public boolean two() {
            group.done();
            return true;
        }
    }

    public static class Close {

        private final CloseableStopChannel channel = new CloseableStopChannel();

        @Operation
        public boolean one() throws InterruptedException {
            channel.await();
            return true;
        }

        @Operation
        public boolean two() {
            channel.close();
            return true;
        }
    }

    /** Must fail: the waiter shows itself after it has looked at the count, and does not look again. */
    public static class LostWakeUpCanary {

        private final AtomicInteger count = new AtomicInteger(1);
        private volatile @Nullable Waiter waiter;

        @Operation
        public boolean one() {
            if (count.get() > 0) {
                Waiter me = new Waiter();
                waiter = me;
                while (!me.woken) {
                    LockSupport.park(this);
                }
            }
            return true;
        }

        @Operation
        public boolean two() {
            count.decrementAndGet();
            Waiter sleeping = waiter;
            if (sleeping != null) {
                sleeping.woken = true;
                LockSupport.unpark(sleeping.thread);
            }
            return true;
        }

        private static final class Waiter {

            private final Thread thread = Thread.currentThread();
            private volatile boolean woken;
        }
    }

    /** Must fail: "closed" and the count are two words. */
    public static class LateMemberCanary {

        private final WaitGroup group = new WaitGroup();
        private volatile boolean closed;
        private volatile boolean over;

        @Operation
        public boolean one() throws InterruptedException {
            closed = true;
            group.await();
            over = true;
            return true;
        }

        @Operation
        public boolean two() {
            if (closed) {
                return true;
            }
            group.add(1);
            boolean waitedFor = !over;
            group.done();
            return waitedFor;
        }
    }

    /** What the programs do, whatever the order: they end well. */
    public static class Ends {

        public boolean one() {
            return true;
        }

        public boolean two() {
            return true;
        }

        public boolean three() {
            return true;
        }
    }

    private static void everyInterleaving(Class<?> program) {
        List<List<Actor>> threads = Arrays.stream(program.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Operation.class))
                .sorted(Comparator.comparing(Method::getName))
                .map(method -> List.of(new Actor(method, List.of())))
                .toList();
        new ModelCheckingOptions()
                .addCustomScenario(new ExecutionScenario(List.of(), threads, List.of(), null))
                .iterations(0)
                .invocationsPerIteration(Checks.INVOCATIONS * 4)
                .sequentialSpecification(Ends.class)
                .check(program);
    }
}
