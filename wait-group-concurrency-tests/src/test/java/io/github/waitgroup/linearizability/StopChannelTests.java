package io.github.waitgroup.linearizability;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.StopChannel;
import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Whatever threads do to a {@link StopChannel}, they could have done one after another to a plain flag. */
class StopChannelTests {

    @Test
    void everyInterleavingIsAnOrder() {
        Checks.modelChecking(Sequential.class).check(Concurrent.class);
    }

    @Test
    void everyRunIsAnOrder() {
        Checks.stress(Sequential.class).check(Concurrent.class);
    }

    /** Without registered actions, which run in threads that no order of the calls contains; jcstress has those. */
    public static class Concurrent {

        private final CloseableStopChannel channel = new CloseableStopChannel();

        @Operation
        public void close() {
            channel.close();
        }

        @Operation
        public boolean isClosed() {
            return channel.isClosed();
        }

        @Operation
        public boolean isOver() throws InterruptedException {
            return channel.await(Duration.ZERO);
        }
    }

    /** What a stop channel is if only one thread uses it. */
    public static class Sequential {

        private boolean closed;

        public void close() {
            closed = true;
        }

        public boolean isClosed() {
            return closed;
        }

        public boolean isOver() {
            return closed;
        }
    }
}
