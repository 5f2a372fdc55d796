package io.github.waitgroup.linearizability;

import io.github.waitgroup.WaitGroup;
import java.time.Duration;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** Whatever threads do to a {@link WaitGroup}, they could have done one after another to a plain number. */
class WaitGroupTests {

    @Test
    void everyInterleavingIsAnOrder() {
        Checks.modelCheckingOfCounter(Sequential.class).check(Concurrent.class);
    }

    @Test
    void everyRunIsAnOrder() {
        Checks.stressOfCounter(Sequential.class).check(Concurrent.class);
    }

    @Param(name = "delta", gen = IntGen.class, conf = "1:2")
    public static class Concurrent {

        private final WaitGroup group = new WaitGroup();

        @Operation
        public void add(@Param(name = "delta") int delta) {
            group.add(delta);
        }

        @Operation
        public void done() {
            group.done();
        }

        @Operation
        public boolean isOver() throws InterruptedException {
            return group.await(Duration.ZERO);
        }

        @Operation
        public int count() {
            return group.count();
        }
    }

    /** What a wait group is if only one thread uses it. */
    public static class Sequential {

        private int count;

        public void add(int delta) {
            if (count + delta < 0) {
                throw new IllegalStateException();
            }
            count += delta;
        }

        public void done() {
            add(-1);
        }

        public boolean isOver() {
            return count == 0;
        }

        public int count() {
            return count;
        }
    }
}
