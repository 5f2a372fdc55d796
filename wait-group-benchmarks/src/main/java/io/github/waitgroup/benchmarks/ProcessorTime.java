package io.github.waitgroup.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/** How many processors the measured JVM keeps busy during an iteration: processor time ÷ wall time. */
public final class ProcessorTime implements InternalProfiler {

    /** The name of the result. */
    static final String RESULT = "processors";

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static volatile long processorStart;
    private static volatile long wallStart;

    /** Begins here. JMH begins before a set-up; one that takes long calls this at its end. */
    static void begin() {
        processorStart = SYSTEM.getProcessCpuTime();
        wallStart = System.nanoTime();
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        begin();
    }

    @Override
    public Collection<ScalarResult> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double processor = SYSTEM.getProcessCpuTime() - processorStart;
        double wall = System.nanoTime() - wallStart;
        return List.of(new ScalarResult(RESULT, processor / wall, "processors", AggregationPolicy.AVG));
    }

    @Override
    public String getDescription() {
        return "processor time ÷ wall time";
    }
}
