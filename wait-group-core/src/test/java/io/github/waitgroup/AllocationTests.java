package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Waking up those who wait allocates nothing, so it cannot fail for want of memory when nobody can take it back any
 * more.
 */
class AllocationTests {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final List<TestThread<?>> waiters = new ArrayList<>();

    @AfterEach
    void everyWaiterWasWoken() throws Exception {
        for (TestThread<?> waiter : waiters) {
            waiter.result();
        }
    }

    @Test
    void closingAChannelAllocatesNothing() {
        assertAllocatesNothing(() -> {
            CloseableStopChannel channel = new CloseableStopChannel();
            startWaiting(channel::await);
            startWaiting(channel::await);
            channel.onCloseInline(() -> {});
            return channel::close;
        });
    }

    @Test
    void cancellingATreeOfContextsAllocatesNothing() {
        assertAllocatesNothing(() -> {
            CancellableContext root = Context.background().withCancel();
            CancellableContext child = root.withCancel();
            for (Context each : List.of(root, child, root.withCancel(), child.withCancel())) {
                startWaiting(each.done()::await);
            }
            CancellationException cause = new CancellationException();
            return () -> root.cancel(cause);
        });
    }

    @Test
    void lastMemberThatIsDoneAllocatesNothing() {
        assertAllocatesNothing(() -> {
            SafeWaitGroup group = new SafeWaitGroup();
            group.add(1);
            startWaiting(group::await);
            return group::done;
        });
    }

    @Test
    void lastTaskThatEndsAllocatesNothing() {
        assertAllocatesNothing(() -> {
            Group group = new Group("orders");
            Membership last = group.enrol("last");
            startWaiting(group::await);
            return last::close;
        });
    }

    @Test
    void actionThatAllocatesIsFound() {
        long bytes = allocatedBy(() -> {
            CloseableStopChannel channel = new CloseableStopChannel();
            channel.onClose(() -> {}); // needs a thread
            return channel::close;
        });
        assertThat(bytes).isPositive();
    }

    private void assertAllocatesNothing(Supplier<Runnable> prepare) {
        allocatedBy(prepare); // loads classes and links lambdas
        assertThat(allocatedBy(prepare)).isZero();
    }

    private static long allocatedBy(Supplier<Runnable> prepare) {
        Runnable act = prepare.get();
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        act.run();
        return THREADS.getThreadAllocatedBytes(thread) - before;
    }

    private void startWaiting(Body wait) {
        try {
            TestThread<?> waiter = TestThread.start(wait);
            waiter.awaitBlocked();
            waiters.add(waiter);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
