package io.github.waitgroup.spring.async;

/** Carries the context of the thread that hands a task over, such as MDC and traces, to the thread that runs it. */
interface ContextCarrier {

    /** Captures the context of the current thread. Returns the task that runs in it. */
    Runnable carry(Runnable task);
}
