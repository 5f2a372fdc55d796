package io.github.waitgroup.schedules;

import io.github.waitgroup.Group;
import io.github.waitgroup.GroupSet;
import io.github.waitgroup.InFlight;
import io.github.waitgroup.Membership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A schedule of several groups: tasks that start tasks in each other's groups while all of them stop. */
final class Lineages {

    static final Duration FOREVER = Duration.ofSeconds(30);

    private static final int GROUPS = 3;
    private static final int ROOTS = 4;
    private static final int GENERATIONS = 6;

    private static final ExecutorService THREADS_OF_OTHERS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "of-others");
        thread.setDaemon(true);
        return thread;
    });

    private final Random random;
    private final List<Group> groups = new ArrayList<>();
    private final GroupSet set = new GroupSet();

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();

    /** The threads of others that have not come back. */
    private final Phaser away = new Phaser(1);

    Lineages(long seed) {
        random = new Random(seed);
        for (int i = 0; i < GROUPS; i++) {
            Group group = new Group("group-" + i);
            groups.add(group);
            set.add(group);
        }
    }

    List<String> run(GroupSetScheduleTests.Wait wait) throws Exception {
        for (int i = 0; i < ROOTS; i++) {
            Piece root = new Piece(random, 0);
            accepted.incrementAndGet();
            root.group.start("root", () -> {
                stopping.await();
                root.goOn();
            });
        }
        groups.forEach(Group::beginStop);
        CompletableFuture<Void> begin = CompletableFuture.runAsync(stopping::countDown, THREADS_OF_OTHERS);
        List<Group> inAnyOrder = new ArrayList<>(groups);
        Collections.shuffle(inAnyOrder, random);
        wait.await(set, inAnyOrder);
        int endedByThen = ended.get();
        begin.get(FOREVER.toSeconds(), TimeUnit.SECONDS);
        away.awaitAdvanceInterruptibly(away.arrive(), FOREVER.toSeconds(), TimeUnit.SECONDS);
        groups.forEach(Group::endStop);
        if (endedByThen != accepted.get()) {
            violations.add(endedByThen + " of " + accepted + " had ended when the wait was over");
        }
        for (Group group : groups) {
            group.await(FOREVER);
        }
        return List.copyOf(violations);
    }

    /** A piece of work and all that follows from it. */
    private final class Piece {

        final Group group;
        private final int way;
        private final List<Piece> followUps = new ArrayList<>();

        Piece(Random random, int generation) {
            group = groups.get(random.nextInt(GROUPS));
            way = random.nextInt(4);
            int children = generation == GENERATIONS ? 0 : random.nextInt(3);
            for (int i = 0; i < children; i++) {
                followUps.add(new Piece(random, generation + 1));
            }
        }

        /** Hands on whatever follows, as the task that it is. */
        void goOn() {
            for (Piece followUp : followUps) {
                followUp.handOver();
            }
            ended.incrementAndGet();
        }

        /** Called by what is in flight, so it is never refused. */
        private void handOver() {
            if (way == 0) {
                hop();
            } else if (way == 1) {
                work();
            } else {
                accepted.incrementAndGet();
                if (!group.tryStart("follow-up", this::goOn)) {
                    refused();
                }
            }
        }

        private void work() {
            Membership membership = group.tryEnrol("follow-up");
            accepted.incrementAndGet();
            if (membership == null) {
                refused();
                return;
            }
            membership.run(this::goOn);
            membership.close();
        }

        /** In a thread of others, which may come after the end of the task: then it may be refused. */
        @SuppressWarnings("try") // the scope is needed for its end alone
        private void hop() {
            InFlight inFlight = InFlight.current();
            away.register();
            THREADS_OF_OTHERS.execute(() -> {
                try (InFlight.Scope scope = InFlight.enter(inFlight)) {
                    Membership membership = group.tryEnrol("after a hop");
                    if (membership != null) {
                        accepted.incrementAndGet();
                        membership.run(this::goOn);
                        membership.close();
                    }
                } finally {
                    away.arriveAndDeregister();
                }
            });
        }

        private void refused() {
            accepted.decrementAndGet();
            violations.add("refused in " + group);
        }
    }
}
