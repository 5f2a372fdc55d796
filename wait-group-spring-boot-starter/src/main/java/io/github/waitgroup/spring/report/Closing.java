package io.github.waitgroup.spring.report;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.ExitCode;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.WaitGroupProperties.Shutdown;
import io.github.waitgroup.spring.shutdown.ShutdownEvent;
import io.github.waitgroup.spring.shutdown.ShutdownKind;
import io.github.waitgroup.spring.shutdown.ShutdownSteps.Step;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import org.springframework.context.SmartLifecycle;

/**
 * The close of one application: from its event, in whose thread this is created, to the end of the destruction of its
 * beans. Or a shutdown without a close, in which the groups drain and no bean is destroyed. It is clean if every task
 * that was accepted ended by itself and in its time, and nothing else was cut off. In detail: none of the events in
 * {@link #UNCLEAN} has happened. Tasks that throw, and tasks that come too late and are refused, are counted, but are
 * not the fault of the shutdown.
 *
 * <p>Instances are safe for use by many threads.
 */
final class Closing {

    /** The events after which a shutdown is not clean. */
    static final Set<ShutdownEvent> UNCLEAN = Set.of(
            ShutdownEvent.INTERRUPT,
            ShutdownEvent.TIMED_OUT,
            ShutdownEvent.STILL_RUNNING,
            ShutdownEvent.GIVE_UP,
            ShutdownEvent.GIVE_UP_STREAMS,
            ShutdownEvent.OVERDUE);

    private static final int MAX_TROUBLES = 100;

    private final ShutdownKind kind;
    private final ClosingApplication application;
    private final TerminationFile file;
    private final Watch watch;

    private final Thread thread = Thread.currentThread();
    private final long began = System.nanoTime();
    private final long killed;
    private final long due;
    private final Tally tallyAtBegin;

    /** Guarded by itself. */
    private final List<Trouble> troubles = new ArrayList<>();

    /** Guarded by {@link #troubles}: the groups that have timed out. */
    private final Set<String> timedOut = new HashSet<>();

    private volatile boolean isUnclean;
    private volatile boolean hasEnded;
    private volatile @Nullable String record;

    Closing(ShutdownKind kind, ClosingApplication application, TerminationFile file, Watch watch) {
        this.kind = kind;
        this.application = application;
        this.file = file;
        this.watch = watch;
        Shutdown settings = application.settings();
        Duration time = settings.gracePeriod().minus(settings.preStop());
        Duration margin = Durations.shorter(settings.watchMargin(), time.dividedBy(2));
        Duration elapsed = application.clock().elapsed();
        // A clock that has run for so long says that nobody kills the process: the watch begins anew.
        long start = began - (elapsed.compareTo(time.minus(margin)) < 0 ? elapsed.toNanos() : 0);
        this.killed = start + time.toNanos();
        this.due = killed - margin.toNanos();
        this.tallyAtBegin = Tally.of(application);
        if (settings.uncleanExitCode() != null) {
            ExitCode.shutdownBegins(killed - margin.toNanos() / 2);
        }
    }

    ShutdownKind kind() {
        return kind;
    }

    ClosingApplication application() {
        return application;
    }

    /** The thread that closes the application. */
    Thread thread() {
        return thread;
    }

    /** When the close began, as {@link System#nanoTime()}. */
    long began() {
        return began;
    }

    /** When the grace period ends. */
    long killed() {
        return killed;
    }

    /** When the watch reports. */
    long due() {
        return due;
    }

    /** Whether the beans have been destroyed or, without a close, the groups have drained. */
    boolean hasEnded() {
        return hasEnded;
    }

    /**
     * Takes an event of the application to its account: called in the thread of the event, before it is logged. Never
     * throws: a drain that cannot leave its last words goes on.
     */
    void happened(ShutdownTimeline.Entry entry, String message) {
        try {
            account(entry, message);
        } catch (RuntimeException | Error noMemory) {
            // the log may have it
        }
    }

    private void account(ShutdownTimeline.Entry entry, String message) {
        boolean hasMore = false;
        if (UNCLEAN.contains(entry.event())) {
            isUnclean();
            hasMore = add(entry, trouble(entry, message));
        }
        if (entry.event() == ShutdownEvent.CLOSED) {
            record = message;
            hasMore = isUnclean || file.isAlways();
        }
        if (hasMore) {
            file.write(LastWords.of(watch.closings()));
        }
    }

    /** Records that the shutdown is not clean. */
    void isUnclean() {
        isUnclean = true;
        Integer code = application.settings().uncleanExitCode();
        if (code != null) {
            ExitCode.unclean(code);
        }
    }

    private Trouble trouble(ShutdownTimeline.Entry entry, String message) {
        return switch (entry.event()) {
            case TIMED_OUT ->
                Optional.ofNullable(entry.group())
                        .flatMap(application.drains()::latest)
                        .map(report -> Trouble.of(report, message))
                        .orElseGet(() -> Trouble.of(message));
            case OVERDUE -> Trouble.of(activeElsewhere(), message);
            default -> Trouble.of(message);
        };
    }

    /** The active tasks of groups that have not timed out: those of the others have been named. */
    private List<ActiveTask> activeElsewhere() {
        return watch.closings().stream()
                .flatMap(closing ->
                        closing.application.groups().stream().filter(managed -> !closing.hasTimedOut(managed)))
                .flatMap(managed -> managed.group().activeTasks().stream())
                .sorted(Comparator.comparing(ActiveTask::startedAt)) // fixed, which an age is not
                .toList();
    }

    private boolean hasTimedOut(ManagedGroup managed) {
        synchronized (troubles) {
            return timedOut.contains(managed.name());
        }
    }

    /** Returns false if there are too many. */
    private boolean add(ShutdownTimeline.Entry entry, Trouble trouble) {
        synchronized (troubles) {
            if (entry.event() == ShutdownEvent.TIMED_OUT && entry.group() != null) {
                timedOut.add(entry.group());
            }
            return troubles.size() < MAX_TROUBLES && troubles.add(trouble);
        }
    }

    /** A copy. */
    List<Trouble> troubles() {
        synchronized (troubles) {
            return List.copyOf(troubles);
        }
    }

    /** The record of the shutdown as text; null while it lasts. */
    @Nullable
    String record() {
        return record;
    }

    /** Begins the last step. Beans that still run have not stopped in the time of their phase. */
    void destroysBeans() {
        application.steps().begin("the destruction of the beans", List.of());
        for (Step step : application.steps().ended()) {
            if (step.isNoticeable()) {
                List<String> smart = step.beans().stream()
                        .filter(name -> application.singletons().get(name) instanceof SmartLifecycle)
                        .toList(); // the stop of another lifecycle bean is over when it returns
                List<String> running = StillRunning.of(smart, application.singletons());
                if (!running.isEmpty()) {
                    application
                            .timeline()
                            .record(
                                    ShutdownEvent.STILL_RUNNING,
                                    "After " + Durations.format(step.duration()) + " " + step.name()
                                            + " has ended without beans that still run: "
                                            + String.join(", ", running));
                }
            }
        }
    }

    /** Ends the close, and records it. A start that fails has a record only if the shutdown was not clean. */
    void end() {
        hasEnded = true;
        if (kind == ShutdownKind.FAILED_START && !isUnclean) {
            return;
        }
        ShutdownRecord ended = new ShutdownRecord(
                kind,
                Duration.ofNanos(System.nanoTime() - began),
                !isUnclean,
                Tally.of(application).minus(tallyAtBegin),
                steps());
        application
                .timeline()
                .record(
                        ShutdownEvent.CLOSED,
                        ended.isClean() ? Level.INFO : Level.WARN,
                        ended.fields(),
                        ended.toString());
    }

    /** All steps; the last one has not ended yet for those who record them. */
    private List<Step> steps() {
        Duration now = application.clock().elapsed();
        return Stream.concat(
                        application.steps().ended().stream(),
                        application.steps().current().map(step -> step.until(now)).stream())
                .toList();
    }
}
