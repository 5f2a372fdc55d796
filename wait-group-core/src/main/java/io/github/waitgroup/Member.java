package io.github.waitgroup;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/** A task of a group and the thread that runs it: from the moment it is offered until it has ended. */
final class Member {

    /*
     *   OFFERED ----accept----> ACCEPTED
     *      |
     *      +------withdraw----> WITHDRAWN
     *
     * The starter accepts, a stop that has ended withdraws; whoever comes first has decided.
     */
    private enum Standing {
        OFFERED,
        ACCEPTED,
        WITHDRAWN
    }

    private static final AtomicReferenceFieldUpdater<Member, Standing> STANDING =
            AtomicReferenceFieldUpdater.newUpdater(Member.class, Standing.class, "standing");

    private final String group;
    private final String task;
    private final long started = System.nanoTime();
    private final Thread thread;

    private volatile Run run;
    private volatile Standing standing = Standing.OFFERED;
    private volatile boolean interrupted;

    /** Creates a member with an unstarted thread, which will execute {@code body} with this member as its argument. */
    Member(String group, String task, Run run, ThreadFactory threads, Body body) {
        this.group = group;
        this.task = task;
        this.run = run;
        this.thread = requireNonNull(threads.newThread(() -> body.run(this)), "the thread factory returned null");
        thread.setName(group + "/" + task);
    }

    /** What a member executes. */
    @FunctionalInterface
    interface Body {

        void run(Member self);
    }

    String task() {
        return task;
    }

    Thread thread() {
        return thread;
    }

    long started() {
        return started;
    }

    Run run() {
        return run;
    }

    void acceptedIn(Run run) {
        this.run = run;
    }

    boolean accept() {
        return STANDING.compareAndSet(this, Standing.OFFERED, Standing.ACCEPTED);
    }

    void withdraw() {
        STANDING.compareAndSet(this, Standing.OFFERED, Standing.WITHDRAWN);
    }

    boolean isAccepted() {
        return standing == Standing.ACCEPTED;
    }

    void interrupt() {
        interrupted = true;
        thread.interrupt();
    }

    boolean wasInterrupted() {
        return interrupted;
    }

    ActiveTask view() {
        return new ActiveTask(group, task, thread, started);
    }
}
