package io.github.waitgroup.benchmarks;

/** What is reachable on the heap. */
final class UsedHeap {

    private UsedHeap() {}

    static long bytes() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        System.gc(); // what the first has found unreachable may free more
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
