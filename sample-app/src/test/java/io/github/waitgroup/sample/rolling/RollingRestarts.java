package io.github.waitgroup.sample.rolling;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Two replicas behind a balancer are replaced again and again while clients use them, as a Deployment does it by
 * default: the new replica is ready and has been added before the old one gets the signal.
 *
 * <p>From the moment that it is decided that a replica leaves, two things happen beside each other, as in Kubernetes:
 * its hook runs, if there is one, and then the signal is sent; and {@link #REMOVAL_LAG} later the balancer sends it no
 * new connections.
 */
final class RollingRestarts implements AutoCloseable {

    /** How long after the decision the balancer still sends new connections to a replica that leaves. */
    static final Duration REMOVAL_LAG = Duration.ofSeconds(2);

    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
    private final Deque<Member> members = new ArrayDeque<>();
    private final Path directory;
    private final Setting setting;
    private final HaProxy balancer;

    private int started;

    private RollingRestarts(Path directory, Setting setting) throws IOException {
        this.directory = directory;
        this.setting = setting;
        this.balancer = HaProxy.start(directory);
    }

    /**
     * Runs them all.
     *
     * @param restarts how often both replicas are replaced
     * @return what became of the requests of the clients
     */
    static Tally run(Path directory, Setting setting, int restarts, int clients) throws Exception {
        Tally tally = new Tally();
        try (RollingRestarts scenario = new RollingRestarts(directory, setting)) {
            scenario.join();
            scenario.join();
            try (Clients users = new Clients(clients, scenario.balancer.port(), tally)) {
                users.start();
                scenario.replaceAll(restarts);
            }
        }
        return tally;
    }

    private void replaceAll(int restarts) throws Exception {
        Future<?> leaving = clock.submit(() -> {});
        for (int i = 0; i < restarts * 2; i++) {
            join(); // the one before it is leaving meanwhile
            get(leaving);
            Member oldest = members.remove();
            leaving = clock.submit(() -> leave(oldest));
        }
        get(leaving);
    }

    private void join() throws IOException, InterruptedException {
        Replica replica = Replica.start(directory, "replica-" + ++started, setting);
        try {
            members.add(new Member(replica, balancer.add(replica.port())));
        } catch (Throwable failure) {
            try (replica) {
                throw failure;
            }
        }
    }

    private Void leave(Member member) throws Exception {
        try (Replica replica = member.replica()) {
            Future<?> removal = after(REMOVAL_LAG, () -> {
                member.route().remove();
                return null;
            });
            Duration preStop = setting.variant().preStop();
            if (preStop.isZero()) {
                replica.terminate();
            } else {
                get(after(preStop, () -> {
                    replica.terminate();
                    return null;
                }));
            }
            replica.awaitEnd();
            get(removal);
            return null;
        }
    }

    private Future<?> after(Duration pause, Callable<?> action) {
        return clock.schedule(action, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void get(Future<?> future) throws Exception {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw new AssertionError("A replica could not leave", e.getCause());
        }
    }

    @Override
    public void close() {
        members.forEach(member -> member.replica().close());
        clock.shutdownNow();
        balancer.close();
    }

    private record Member(Replica replica, HaProxy.Route route) {}
}
