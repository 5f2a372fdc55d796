package io.github.waitgroup.spring.worker;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Durations;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.Nouns;
import io.github.waitgroup.spring.Outsiders;
import io.github.waitgroup.spring.worker.RehearsalReport.Reaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rehearsals of a group's drain while the service goes on. The workers with {@code @GroupWorker(rehearsable = true)}
 * have copies of the stop channel, which are closed; the report says which of the workers end, and how fast. Each
 * begins again when it has ended. No task is refused, interrupted or otherwise signalled, and the group's own stop
 * channel stays open.
 *
 * <p>Instances are safe for use by many threads. Rehearsals of one group at the same time share the signal.
 */
public final class DrainRehearsals {

    private static final Logger logger = LoggerFactory.getLogger(DrainRehearsals.class);

    private static final int MAX_UNWILLING = 100;

    private final GroupRegistry groups;
    private final List<RehearsableWork> rehearsable = new CopyOnWriteArrayList<>();

    DrainRehearsals(GroupRegistry groups) {
        this.groups = groups;
    }

    void add(RehearsableWork work) {
        rehearsable.add(work);
    }

    /**
     * Rehearses the drain of a group.
     *
     * @param groupName the name of the group
     * @param timeout how long all workers together are awaited
     * @return which workers have reacted, and how fast
     * @throws IllegalArgumentException if there is no such group
     * @throws IllegalStateException if the group is stopping or stopped, or if called by a task of the group
     * @throws InterruptedException if the current thread is interrupted while it waits; the workers begin again all the
     *     same
     */
    public RehearsalReport rehearse(String groupName, Duration timeout) throws InterruptedException {
        Group group = groups.get(groupName);
        requireRehearsable(group);
        List<Participant> participants = signal(groupName);
        List<String> unwilling = unwilling(group, participants);
        long start = System.nanoTime();
        List<Reaction> reactions = new ArrayList<>();
        for (Participant each : participants) {
            boolean ended = each.round.ended.await(timeout.minusNanos(System.nanoTime() - start));
            reactions.add(ended ? each.reaction() : each.missing());
        }
        RehearsalReport report = new RehearsalReport(groupName, reactions, unwilling);
        log(report, timeout);
        return report;
    }

    private static void requireRehearsable(Group group) {
        if (group.state() != Group.State.RUNNING) {
            throw new IllegalStateException("group '" + group.name() + "' is " + group.state()
                    + ": its drain can be rehearsed only while it runs");
        }
        Outsiders.require(group, "rehearse from outside the group");
    }

    private List<Participant> signal(String group) {
        List<Participant> participants = new ArrayList<>();
        for (RehearsableWork work : rehearsable) {
            RehearsableWork.Round round = work.group().equals(group) ? work.rehearse() : null;
            if (round != null) {
                participants.add(new Participant(round));
            }
        }
        return participants;
    }

    private static List<String> unwilling(Group group, List<Participant> participants) {
        Set<ActiveTask> signalled = participants.stream().map(Participant::task).collect(Collectors.toSet());
        return group.activeTasks().stream()
                .filter(task -> !signalled.contains(task))
                .map(ActiveTask::name)
                .limit(MAX_UNWILLING)
                .toList();
    }

    private static void log(RehearsalReport report, Duration timeout) {
        String summary = "Rehearsed the drain of group '" + report.group() + "': ";
        List<String> missing = report.reactions().stream()
                .filter(reaction -> reaction.after() == null)
                .map(reaction -> "'" + reaction.task() + "'")
                .toList();
        if (report.reactions().isEmpty()) {
            logger.warn(summary + "no task took part, since none has @GroupWorker(rehearsable = true)");
        } else if (missing.isEmpty()) {
            logger.info(summary + Nouns.counted(report.reactions().size(), "task") + " reacted");
        } else {
            logger.warn(summary + String.join(", ", missing) + " did not react within " + Durations.format(timeout)
                    + ", " + Nouns.counted(report.reactions().size() - missing.size(), "other") + " did");
        }
    }

    /** A worker that takes part. */
    private record Participant(RehearsableWork.Round round) {

        ActiveTask task() {
            return round.task();
        }

        Reaction reaction() {
            Throwable failure = round.failure();
            return new Reaction(
                    task().name(),
                    Duration.ofNanos(round.reactionNanos()),
                    failure == null ? null : failure.toString(),
                    List.of());
        }

        Reaction missing() {
            List<String> stack =
                    task().stack().stream().map(StackTraceElement::toString).toList();
            return new Reaction(task().name(), null, null, stack);
        }
    }
}
