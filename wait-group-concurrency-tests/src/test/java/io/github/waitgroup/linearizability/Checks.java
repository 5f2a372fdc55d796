package io.github.waitgroup.linearizability;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/** How much Lincheck does, the same for all. */
final class Checks {

    static final int INVOCATIONS = Integer.getInteger("lincheck.invocations", 100);
    private static final int ITERATIONS = Integer.getInteger("lincheck.iterations", 10);

    /** For the counters, whose rare violations few programs show, and not each time. */
    private static final int COUNTER_INVOCATIONS = Integer.getInteger("lincheck.counter-invocations", 200);

    private static final int COUNTER_ITERATIONS = Integer.getInteger("lincheck.counter-iterations", 40);

    private Checks() {}

    /** Goes through interleavings one by one; sequentially consistent memory. */
    static ModelCheckingOptions modelChecking(Class<?> specification) {
        return new ModelCheckingOptions()
                .iterations(ITERATIONS)
                .invocationsPerIteration(INVOCATIONS)
                .threads(2)
                .actorsBefore(0)
                .actorsPerThread(3)
                .actorsAfter(1)
                .sequentialSpecification(specification);
    }

    /** The same for more programs, and more of each. */
    static ModelCheckingOptions modelCheckingOfCounter(Class<?> specification) {
        return modelChecking(specification).iterations(COUNTER_ITERATIONS).invocationsPerIteration(COUNTER_INVOCATIONS);
    }

    /** Lets real threads run into each other; the memory of this machine. */
    static StressOptions stress(Class<?> specification) {
        return new StressOptions()
                .iterations(ITERATIONS)
                .invocationsPerIteration(INVOCATIONS)
                .threads(2)
                .actorsBefore(0)
                .actorsPerThread(3)
                .actorsAfter(1)
                .sequentialSpecification(specification);
    }

    /** The same for more programs, and more of each. */
    static StressOptions stressOfCounter(Class<?> specification) {
        return stress(specification).iterations(COUNTER_ITERATIONS).invocationsPerIteration(COUNTER_INVOCATIONS);
    }
}
