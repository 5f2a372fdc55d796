package io.github.waitgroup.schedules;

import static io.github.waitgroup.races.Patience.FOREVER;

import io.github.waitgroup.TaskCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Predicate;

/** One group, a few threads that do to it what their random numbers say, and what must hold afterwards. */
final class Schedule {

    private static final int THREADS = 4;
    private static final int STEPS = 12;

    /** So many short tasks that places are used up, and chunks of them are dropped. */
    private static final int BURST = 50;

    private final Subject subject;
    private final long seed;
    private final boolean restarts;
    private final List<Thread> threads = new ArrayList<>();
    private final CyclicBarrier start = new CyclicBarrier(THREADS);
    private final CountDownLatch over = new CountDownLatch(1);
    private final ConcurrentLinkedQueue<Task> tasks = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Set<String>> reports = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();

    Schedule(Subject subject, long seed) {
        this.subject = subject;
        this.seed = seed;
        this.restarts = seed % 2 == 0;
    }

    /** Runs it and returns what was wrong. */
    List<String> run() throws InterruptedException {
        for (int thread = 0; thread < THREADS; thread++) {
            Random random = new Random(seed * THREADS + thread);
            String name = "t" + thread;
            threads.add(new Thread(() -> drive(name, random)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        reports.add(subject.stop(Duration.ZERO));
        if (!restarts) {
            reports.forEach(this::checkThatNobodyIsMissing);
        }
        over.countDown();
        subject.letAllEnd();
        if (!subject.await(FOREVER)) {
            violations.add("not drained: " + subject.active());
        }
        checkTheEnd();
        return List.copyOf(violations);
    }

    private void drive(String name, Random random) {
        try {
            start.await();
            for (int step = 0; step < STEPS; step++) {
                step(name + "-" + step, random);
                checkInPassing();
                Thread.interrupted(); // what another thread's step may have left behind
            }
        } catch (Exception e) {
            violations.add(name + " threw " + e);
        }
    }

    private void step(String name, Random random) {
        int dice = random.nextInt(24);
        if (dice < 14) {
            Task task = new Task(subject, name, random, over, 0);
            tasks.add(task);
            task.submit();
        } else if (dice < 16) {
            stop(Duration.ofMillis(random.nextInt(3)));
        } else if (dice < 17 && restarts) {
            subject.restart();
        } else if (dice < 18) {
            act(random);
        } else if (dice < 19) {
            threads.get(random.nextInt(THREADS)).interrupt();
        } else if (dice < 20) {
            await(Duration.ofMillis(random.nextInt(3)));
        } else if (dice < 22) {
            subject.markLongRunning(random);
        } else if (dice < 23) {
            subject.leaveOutOfWaits(random);
        } else {
            burst(name);
        }
    }

    private void burst(String name) {
        for (int i = 0; i < BURST; i++) {
            Task task = new Task(subject, name + "-" + i, over);
            tasks.add(task);
            task.submit();
        }
    }

    /** A step of a stop that does not wait. */
    private void act(Random random) {
        if (random.nextBoolean()) {
            subject.beginStop();
        } else {
            subject.interruptTasks();
        }
    }

    private void stop(Duration timeout) {
        List<Task> before = all(Task::isAccepted);
        Set<String> left = subject.stop(timeout);
        reports.add(left);
        for (Task task : before) {
            if (!task.hasEnded() && !left.contains(task.name())) {
                violations.add(task.name() + ", accepted before a stop, has not ended and is not in its report");
            }
        }
    }

    private void await(Duration timeout) {
        try {
            subject.await(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was so before the look and is so after it was so during it, whatever others do meanwhile. */
    private void checkInPassing() {
        List<Task> accepted = all(Task::isAccepted);
        TaskCounts counts = subject.counts();
        Set<String> listed = Set.copyOf(subject.active());
        if (counts.accepted() < accepted.size()) {
            violations.add(accepted.size() + " were accepted and not as many are counted: " + counts);
        }
        if (counts.completed() + counts.failed() > all(Task::hasEnded).size()) {
            violations.add("more are counted than have ended: " + counts);
        }
        for (Task task : accepted) {
            if (!listed.contains(task.name()) && !task.hasEnded()) {
                violations.add(task.name() + ", accepted and active, is not listed");
            }
        }
    }

    /**
     * Without restarts nobody is accepted once a stop has ended, so each report names all that do not end by
     * themselves.
     */
    private void checkThatNobodyIsMissing(Set<String> report) {
        for (Task task : all(Task::isAccepted)) {
            if (task.ignoresStops() && !report.contains(task.name())) {
                violations.add(task.name() + ", accepted and active, is missing in a report");
            }
        }
    }

    private void checkTheEnd() {
        for (Task task : all(task -> true)) {
            int expected = task.isAccepted() ? 1 : 0;
            if (task.runs() != expected) {
                violations.add(task.name() + (task.isAccepted() ? " was accepted" : " was not accepted") + " and ran "
                        + task.runs() + " times");
            }
        }
        int accepted = all(Task::isAccepted).size();
        int failed = all(task -> task.isAccepted() && task.fails()).size();
        int refused = all(Task::isRefused).size();
        TaskCounts expected = new TaskCounts(accepted, accepted - failed, failed, refused);
        if (!subject.counts().equals(expected)) {
            violations.add("counts are " + subject.counts() + " and should be " + expected);
        }
        if (subject.longRunning() != 0) {
            violations.add(subject.longRunning() + " tasks are said to last, and none is active");
        }
        if (subject.hasExceededItsLimit()) {
            violations.add("too many tasks ran at a time");
        }
        if (!subject.active().isEmpty()) {
            violations.add("still listed: " + subject.active());
        }
    }

    private List<Task> all(Predicate<Task> which) {
        return tasks.stream()
                .flatMap(task -> task.family().stream())
                .filter(which)
                .toList();
    }
}
