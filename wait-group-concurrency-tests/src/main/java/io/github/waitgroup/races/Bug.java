package io.github.waitgroup.races;

/** What the twins have in common: a moment at which they are wrong. */
final class Bug {

    private Bug() {}

    /**
     * Stands where a twin is wrong. It gives the other actor time to come, also on a machine that has no core to spare.
     */
    @SuppressWarnings("ThreadPriorityCheck") // nothing depends on what the scheduler makes of it
    static void window() {
        Thread.yield();
    }
}
