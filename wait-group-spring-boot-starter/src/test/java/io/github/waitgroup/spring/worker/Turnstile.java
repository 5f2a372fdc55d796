package io.github.waitgroup.spring.worker;

import io.github.waitgroup.spring.Fixtures;

/** A counter of passes, for which other threads wait in spite of interrupts. */
final class Turnstile {

    private int passed;

    /** Returns how many have passed, the caller included. */
    synchronized int pass() {
        passed++;
        notifyAll();
        return passed;
    }

    synchronized int passed() {
        return passed;
    }

    /** Waits until at least {@code number} have passed. */
    synchronized void await(int number) {
        long deadline = System.nanoTime() + Fixtures.FOREVER.toNanos();
        while (passed < number) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError(passed + " of " + number + " have passed");
            }
            try {
                wait(left);
            } catch (InterruptedException ignored) {
                // as with a task that does not know interrupts
            }
        }
    }
}
