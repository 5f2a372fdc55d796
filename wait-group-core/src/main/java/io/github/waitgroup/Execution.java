package io.github.waitgroup;

import static java.util.Objects.requireNonNull;

import io.github.waitgroup.TaskEnd.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs the bodies of a group's tasks, and notifies the failure handler and the instrumentation of their ends. */
final class Execution {

    private final FailureHandler failureHandler;

    private volatile @Nullable TaskInstrumentation instrumentation;

    Execution(FailureHandler failureHandler) {
        this.failureHandler = FailureHandler.guarded(failureHandler);
    }

    void instrument(TaskInstrumentation replacement) {
        instrumentation = replacement;
    }

    /** Whether the ends of tasks are instrumented, which takes their names and exact times. */
    boolean isInstrumented() {
        return instrumentation != null;
    }

    /** The time of a task that starts now, as {@link System#nanoTime()}: exact if durations are measured. */
    long startTime() {
        return isInstrumented() ? System.nanoTime() : StartClock.now();
    }

    /** The body that is to run in place of {@code body}. */
    ThrowingRunnable<?> instrumented(String taskName, ThrowingRunnable<?> body) {
        TaskInstrumentation current = instrumentation;
        return current == null
                ? body
                : requireNonNull(current.onStart(taskName, body), "the instrumentation's onStart returned null");
    }

    /** Runs a task in its own thread, from its begin to its end. */
    void run(Member member) {
        TaskRecord recorded = FlightRecords.begin();
        Outcome outcome = Outcome.FAILED;
        try {
            member.body().run();
            outcome = Outcome.COMPLETED;
        } catch (Throwable failure) {
            failureHandler.onFailure(member.epoch().group(), member.view(), failure);
        } finally {
            end(member, outcome, recorded);
        }
    }

    /**
     * Ends a task, in the thread that it ends in.
     *
     * @param outcome null if it has not begun: as if it had never been
     */
    void end(Member member, @Nullable Outcome outcome) {
        end(member, outcome, member.recorded());
    }

    private void end(Member member, @Nullable Outcome outcome, @Nullable TaskRecord recorded) {
        try {
            if (outcome != null) {
                FlightRecords.ended(member, outcome, recorded);
                TaskInstrumentation current = instrumentation;
                if (current != null) {
                    notifyOfEnd(current, member, outcome);
                }
            }
        } finally {
            member.epoch().group().members().leave(member, outcome);
        }
    }

    /** Ends a task that was accepted and cannot begin, and notifies the failure handler. */
    void fail(Member member, Throwable failure) {
        try {
            failureHandler.onFailure(member.epoch().group(), member.view(), failure);
        } finally {
            end(member, Outcome.FAILED);
        }
    }

    /** Ends a task whose owner is lost, and notifies the failure handler: nobody else can notice. */
    void leaked(Member member) {
        try {
            Throwable failure = new LostMembershipException("the membership of task '" + member.name()
                    + "' was never ended, and nobody refers to its owner any more");
            failureHandler.onFailure(member.epoch().group(), member.view(), failure);
        } finally {
            end(member, Outcome.FAILED);
        }
    }

    private static void notifyOfEnd(TaskInstrumentation instrumentation, Member member, Outcome outcome) {
        try {
            long now = System.nanoTime();
            Duration duration = Duration.ofNanos(now - member.started());
            Duration reaction = member.epoch().reaction(now, duration);
            instrumentation.onEnd(new TaskEnd(member.view(), outcome, duration, reaction));
        } catch (Throwable failure) {
            TaskThreads.uncaught(failure);
        }
    }
}
