package io.github.waitgroup.spring.source.scheduled;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.spring.ShutdownClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runs of scheduled tasks, each of which is a task of the group. */
final class ScheduledRuns {

    private static final Logger logger = LoggerFactory.getLogger(ScheduledRuns.class);

    /** The run that the current thread begins, for the observation that begins within it. */
    private static final ThreadLocal<@Nullable ScheduledRun> BEGINNING = new ThreadLocal<>();

    private final Group group;
    private final ShutdownClock clock;

    ScheduledRuns(Group group, ShutdownClock clock) {
        this.group = group;
        this.clock = clock;
    }

    /**
     * Runs a task that Spring runs again and again, unless the application closes: then no period begins. Spring's own
     * schedulers do the same, and an executor of the application does not.
     */
    void runPeriod(String name, Runnable task) {
        if (!clock.isClosing()) {
            run(name, task);
        }
    }

    /** Runs a task that is due once, unless the group has drained in a close: nobody would wait for it. */
    void runOnce(String name, Runnable task) {
        if (clock.isClosing() && group.state() == Group.State.STOPPED) {
            logger.info("The application closes: '{}' was due and does not run", name);
            return;
        }
        run(name, task);
    }

    private void run(String name, Runnable task) {
        Membership membership = group.adopt(name);
        ScheduledRun run = null;
        boolean completed = false;
        try {
            run = new ScheduledRun(this, membership);
            BEGINNING.set(run);
            membership.run(task::run);
            completed = true;
        } finally {
            BEGINNING.remove();
            if (run == null) {
                membership.fail();
            } else {
                run.end(completed);
            }
        }
    }

    /** The run of this application context that the current thread begins; null if there is none. */
    @Nullable
    ScheduledRun beginning() {
        ScheduledRun run = BEGINNING.get();
        return run != null && run.belongsTo(this) ? run : null;
    }
}
