package io.github.waitgroup.schedules;

import io.github.waitgroup.StopChannel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A task of a schedule: what it does, and what has become of it. */
final class Task implements Runnable {

    enum Kind {
        RETURNS,
        FAILS,
        YIELDS,
        /** Blocks until it is signalled or interrupted. */
        LISTENS,
        /** Blocks until the schedule is over, and ignores every signal. */
        IGNORES
    }

    private static final Set<Kind> ENDS_SOON = EnumSet.of(Kind.RETURNS, Kind.FAILS, Kind.YIELDS);

    private final Subject subject;
    private final String name;
    private final Kind kind;
    private final boolean hosted;
    private final StopChannel stop;
    private final CountDownLatch over;
    private final List<Task> followUps = new ArrayList<>();
    private final AtomicInteger runs = new AtomicInteger();

    private volatile boolean accepted;
    private volatile boolean refused;
    private volatile boolean ended;

    Task(Subject subject, String name, Random random, CountDownLatch over, int generation) {
        this.subject = subject;
        this.name = name;
        this.kind = kind(random);
        this.hosted = ENDS_SOON.contains(kind) && random.nextInt(4) == 0;
        this.stop = subject.stopChannel();
        this.over = over;
        for (int child = random.nextInt(3) - generation; child > 0; child--) {
            followUps.add(new Task(subject, name + "." + child, random, over, generation + 1));
        }
    }

    /** Creates a task that returns at once, in the thread of its caller. */
    Task(Subject subject, String name, CountDownLatch over) {
        this.subject = subject;
        this.name = name;
        this.kind = Kind.RETURNS;
        this.hosted = true;
        this.stop = subject.stopChannel();
        this.over = over;
    }

    private static Kind kind(Random random) {
        int dice = random.nextInt(20);
        if (dice == 0) {
            return Kind.IGNORES;
        }
        return Kind.values()[dice % 4];
    }

    void submit() {
        if (hosted ? subject.host(name, this) : subject.start(name, this)) {
            accepted = true;
        } else {
            refused = true;
        }
    }

    @Override
    public void run() {
        runs.incrementAndGet();
        try {
            followUps.forEach(Task::submit);
            act();
        } finally {
            ended = true;
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // one more place where the scheduler may choose
    private void act() {
        switch (kind) {
            case RETURNS -> {}
            case FAILS -> throw new OnPurpose();
            case YIELDS -> Thread.yield();
            case LISTENS -> {
                try {
                    stop.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            case IGNORES -> awaitOver();
        }
    }

    /** Thrown by a task that is to fail. */
    static final class OnPurpose extends RuntimeException {

        private static final long serialVersionUID = 1L;

        OnPurpose() {
            super("fails on purpose", null, false, false);
        }
    }

    private void awaitOver() {
        while (true) {
            try {
                over.await();
                return;
            } catch (InterruptedException ignored) {
                // that is what this kind does
            }
        }
    }

    String name() {
        return name;
    }

    boolean isAccepted() {
        return accepted;
    }

    boolean isRefused() {
        return refused;
    }

    boolean hasEnded() {
        return ended;
    }

    boolean fails() {
        return kind == Kind.FAILS;
    }

    boolean ignoresStops() {
        return kind == Kind.IGNORES;
    }

    int runs() {
        return runs.get();
    }

    /** This task and all that it may start. */
    List<Task> family() {
        List<Task> family = new ArrayList<>(List.of(this));
        followUps.forEach(child -> family.addAll(child.family()));
        return family;
    }
}
