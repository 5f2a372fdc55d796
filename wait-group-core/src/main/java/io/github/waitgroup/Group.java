package io.github.waitgroup;

import static java.util.Objects.requireNonNull;

import io.github.waitgroup.Members.Admission;
import io.github.waitgroup.Members.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts tasks, each in a thread of its own, knows which of them are active, tells them to stop, and waits for all.
 *
 * <p>A task runs in a virtual thread on Java 21 and later and in a daemon thread before; either way it does not keep
 * the JVM alive, the wait does:
 *
 * <pre>{@code
 * try (Group group = new Group("orders")) {
 *     group.start("mail-42", () -> sendMail(42));
 *     group.startWithChannel("poller", group.stopChannel(), stop -> pollUntil(stop));
 * } // closes the stop channel, then waits for both
 * }</pre>
 *
 * <ul>
 *   <li>At any moment, accepted = completed + failed + active. A task is accepted before its thread starts, and is
 *       active until nothing is left to do for it, the {@link FailureHandler} included.
 *   <li>Once a stop has begun, a running task of the group may still start others, so that accepted work can complete;
 *       everyone else is refused. When the stop has ended, everyone is.
 *   <li>A task that throws, whatever it throws, is counted as failed and does not affect the others.
 *   <li>A task cannot wait for its own group: that is an error at once, not a hang.
 * </ul>
 *
 * <p>A task that must run in a thread of somebody else becomes one of the group with {@link #run}.
 *
 * <p>It does not force anything to end: a task that ignores its stop channel and interrupts is named in the {@link
 * DrainReport} and left alone. Threads that a task starts by itself are not members. When a wait has returned, the
 * threads of the tasks may still be executing their very last instructions outside all user code.
 *
 * <p>A task is accepted as a whole or not at all: where memory, stack or threads run out, the caller gets the error and
 * the group is as it was before. If the code of the JDK itself fails for want of stack while a class is loaded, that
 * class may be unusable from then on, in the whole JVM.
 *
 * <p>Memory consistency effects: actions in a thread before it starts a task <i>happen-before</i> those of the task,
 * and those of the task <i>happen-before</i> actions following a successful return from a wait for the group.
 *
 * <p>Origin: {@code wait.Group} of Kubernetes' {@code k8s.io/apimachinery/pkg/util/wait}, with what a Java service
 * needs besides: names, counts, the list of active tasks, and a stop. The JDK's neighbour is {@link
 * java.util.concurrent.ExecutorService}; take that for results ({@code Future}) or a bounded number of threads. Where
 * an {@link java.util.concurrent.Executor} is asked for, {@code group::start} is one.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class Group implements AutoCloseable {

    /*
     * State and who changes it:
     *
     *   members   the tasks: who may join, which are active, what became of the others (see Members). Starting and
     *             ending tasks changes the latter; stop and restart, under `transitions`, change who may join.
     *
     *               beginStop            end of the first stop
     *      ANYONE -----------> MEMBERS ------------------------> NOBODY
     *         ^                   |                                |
     *         +------ restart ----+--------------------------------+
     *
     *   run       what belongs to one run from start to stop. Replaced by restart, under `transitions`.
     */

    /**
     * How long {@link #close()} waits, 20 seconds: it leaves room within the 30 seconds that Kubernetes grants by
     * default.
     */
    public static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(20);

    /** How many stacks a {@link DrainReport} holds at most. */
    static final int MAX_STACKS = 1_000;

    private static final AtomicInteger UNNAMED = new AtomicInteger();

    static {
        // What joins and leaves is loaded and linked here: at the first use of a task it could fail for want of stack
        // or memory.
        Group first = new Group("first");
        first.run("first", () -> {});
        first.counts();
    }

    private final String name;
    private final TaskThreads.Factory threads;
    private final FailureHandler failureHandler;

    private final AtomicLong unnamedTasks = new AtomicLong();

    /**
     * The latest, since many tasks are often started under one name. The race is benign: what is read is always a
     * whole.
     */
    private ThreadName threadName = new ThreadName("", "");

    private final PatientLock transitions = new PatientLock();
    private volatile Epoch run = Epoch.first(this);
    private final Members members;
    private volatile @Nullable TaskInstrumentation instrumentation;

    /** Creates a group with a generated name. */
    public Group() {
        this("group-" + UNNAMED.incrementAndGet());
    }

    /**
     * Creates a group whose failures go to the uncaught exception handler of the task's thread.
     *
     * @param name the name of the group, for thread names, reports and messages; shown as that of a task, see {@link
     *     #start(String, Runnable)}
     * @throws IllegalArgumentException if the name is blank
     */
    public Group(String name) {
        this(name, FailureHandler.uncaught());
    }

    /**
     * Creates a group.
     *
     * @param name the name of the group, for thread names, reports and messages; shown as that of a task, see {@link
     *     #start(String, Runnable)}
     * @param failureHandler told of each task that throws
     * @throws IllegalArgumentException if the name is blank
     */
    public Group(String name, FailureHandler failureHandler) {
        this(name, failureHandler, TaskThreads.FACTORY);
    }

    Group(String name, FailureHandler failureHandler, TaskThreads.Factory threads) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("the name of a group must not be blank");
        }
        this.name = DisplayName.of(name);
        this.failureHandler = requireNonNull(failureHandler, "failureHandler");
        this.threads = threads;
        this.members = new Members(run, threads);
    }

    /**
     * The name of the group, as it is shown.
     *
     * @return the name, not blank
     */
    public String name() {
        return name;
    }

    /**
     * Starts a task under a generated name.
     *
     * @param task what to do
     * @throws WaitGroupClosedException if a stop has begun and the caller is not a running task of this group, or if a
     *     stop has ended
     */
    public void start(Runnable task) {
        requireNonNull(task, "task");
        String taskName = "task-" + unnamedTasks.incrementAndGet();
        start(taskName, task, threadName(taskName));
    }

    /**
     * Starts a task.
     *
     * <p>Names may come from outside: whatever shows the name of a task or group has at most 100 characters of it, and
     * U+FFFD for each character that nobody sees, such as line breaks and other control and format characters of
     * Unicode.
     *
     * <p>If no thread can be started, the group is as it was before, and the caller gets what was thrown.
     *
     * @param taskName the name of the task, for its thread's name, reports and messages; need not be unique
     * @param task what to do
     * @throws WaitGroupClosedException if a stop has begun and the caller is not a running task of this group, or if a
     *     stop has ended
     */
    public void start(String taskName, Runnable task) {
        requireNonNull(taskName, "taskName");
        requireNonNull(task, "task");
        ThreadName latest = threadName;
        if (!latest.task.equals(taskName)) {
            String shown = DisplayName.of(taskName);
            latest = new ThreadName(shown, threadName(shown));
            threadName = latest;
        }
        start(latest.task, task, latest.thread);
    }

    /**
     * Runs a task in the current thread, as a task of the group from now until it returns or throws: listed under its
     * name, counted, told to stop, interrupted and waited for like those that the group starts.
     *
     * <p>It is for work that must run in a thread of somebody else, such as that of a pool. The caller gets what the
     * task throws, and the {@link FailureHandler} is not told.
     *
     * <p>If a stop of the group interrupts the task and the task takes no notice, the interrupt flag of the thread
     * stays set afterwards: it cannot be told from an interrupt by the owner of the thread, which must not be lost. A
     * {@link java.util.concurrent.ThreadPoolExecutor} clears the flag before its next task; the owner of another
     * thread, for whom nobody else interrupts it, may do so with {@link Thread#interrupted()}.
     *
     * @param taskName the name of the task, for reports and messages, as with {@link #start(String, Runnable)}
     * @param task what to do
     * @throws WaitGroupClosedException if a stop has begun and the caller is not a running task of this group, or if a
     *     stop has ended; the task has not run then
     */
    public void run(String taskName, Runnable task) {
        String shown = DisplayName.of(requireNonNull(taskName, "taskName"));
        requireNonNull(task, "task");
        Runnable instrumented = instrumented(shown, task);
        Membership membership = enter(shown);
        Outcome outcome = Outcome.NOT_STARTED;
        try {
            membership.guest().come(); // may fail for want of memory
            outcome = Outcome.FAILED;
            try {
                instrumented.run();
                outcome = Outcome.COMPLETED;
            } finally {
                membership.guest().go();
            }
        } finally {
            membership.end(outcome);
        }
    }

    /**
     * Makes work that is not tied to one thread a task of the group, from now until its membership is closed: listed
     * under its name, counted and waited for like those that the group starts. It is for asynchronous work that
     * somebody else carries out, such as a request that is answered later.
     *
     * @param taskName the name of the task, for reports and messages, as with {@link #start(String, Runnable)}
     * @return the membership, which must be closed
     * @throws WaitGroupClosedException if a stop has begun and the caller is not a running task of this group, or if a
     *     stop has ended
     */
    public Membership enrol(String taskName) {
        return enter(DisplayName.of(requireNonNull(taskName, "taskName")));
    }

    private Membership enter(String taskName) {
        Membership membership = new Membership(new Guest(taskName, run, members));
        Stack.ensureRoom();
        if (!members.join(membership.guest())) {
            throw refusal(taskName);
        }
        return membership; // nothing is created once the task is accepted: it may fail for want of memory
    }

    private String threadName(String taskName) {
        return name + "/" + taskName;
    }

    private void start(String taskName, Runnable task, String threadName) {
        Member member = new Member(taskName, instrumented(taskName, task), run, threads, threadName);
        Stack.ensureRoom();
        if (!members.join(member)) {
            throw refusal(taskName);
        }
        try {
            member.thread().start();
        } catch (Throwable notStarted) {
            if (member.begins()) {
                members.leave(member, Outcome.NOT_STARTED);
                throw notStarted;
            } // else a carrier has taken it all the same: it runs
        }
        Epoch epoch = member.epoch();
        if (epoch.isInterrupting()) { // the sweep may have missed it
            member.interrupt(epoch);
        }
    }

    /**
     * Starts a task under a generated name and hands it a stop channel. The group itself does not look at the channel.
     *
     * @param channel tells the task when to stop; {@link #stopChannel()} is this group's own
     * @param task what to do
     * @throws WaitGroupClosedException as {@link #start(Runnable)}
     */
    public void startWithChannel(StopChannel channel, Consumer<StopChannel> task) {
        requireNonNull(channel, "channel");
        requireNonNull(task, "task");
        start(() -> task.accept(channel));
    }

    /**
     * Starts a task and hands it a stop channel. The group itself does not look at the channel.
     *
     * @param taskName the name of the task
     * @param channel tells the task when to stop; {@link #stopChannel()} is this group's own
     * @param task what to do
     * @throws WaitGroupClosedException as {@link #start(String, Runnable)}
     */
    public void startWithChannel(String taskName, StopChannel channel, Consumer<StopChannel> task) {
        requireNonNull(channel, "channel");
        requireNonNull(task, "task");
        start(taskName, () -> task.accept(channel));
    }

    /**
     * Starts a task under a generated name and hands it a context. The group itself does not look at the context; a
     * task with a context that is done already is started all the same.
     *
     * @param context tells the task when to stop
     * @param task what to do
     * @throws WaitGroupClosedException as {@link #start(Runnable)}
     */
    public void startWithContext(Context context, Consumer<Context> task) {
        requireNonNull(context, "context");
        requireNonNull(task, "task");
        start(() -> task.accept(context));
    }

    /**
     * Starts a task and hands it a context. The group itself does not look at the context; a task with a context that
     * is done already is started all the same.
     *
     * @param taskName the name of the task
     * @param context tells the task when to stop
     * @param task what to do
     * @throws WaitGroupClosedException as {@link #start(String, Runnable)}
     */
    public void startWithContext(String taskName, Context context, Consumer<Context> task) {
        requireNonNull(context, "context");
        requireNonNull(task, "task");
        start(taskName, () -> task.accept(context));
    }

    /**
     * Waits until no task is active; returns at once if none is. Stops nothing and refuses nobody.
     *
     * @throws InterruptedException if the current thread is interrupted before or while it waits
     * @throws IllegalStateException if called by a task of this group; or by a task of another one for whose end a task
     *     of this group waits, directly or through others, none of them with a time limit: they would wait for each
     *     other for ever
     */
    public void await() throws InterruptedException {
        await(Long.MAX_VALUE);
    }

    /**
     * Waits until no task is active, but not longer than {@code timeout}. Stops nothing and refuses nobody.
     *
     * @param timeout how long to wait at most; zero or less does not wait, more than 292 years are no limit
     * @return true if no task is active, false if the time was up
     * @throws InterruptedException if the current thread is interrupted before or while it waits
     * @throws IllegalStateException if called by a task of this group; without a limit, also as {@link #await()}
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return await(Nanos.of(timeout));
    }

    private boolean await(long nanos) throws InterruptedException {
        refuseMember("await");
        if (nanos < Long.MAX_VALUE) {
            return members.await(nanos);
        }
        WaitGraph.await(this, members);
        return true;
    }

    /**
     * Stops the group: closes the stop channel, refuses all but follow-up work of running tasks, waits, interrupts
     * those that are still active when nine tenths of the time are gone (but not earlier than a second before its end),
     * and reports.
     *
     * <p>Idempotent: a group that is stopping or stopped stays so, and the call waits for what is still active, which
     * is interrupted once. When the first of several stops has ended, follow-up work is refused too.
     *
     * <p>Interrupting the current thread ends the wait: what is active is interrupted and reported at once, and the
     * interrupt flag is set on return.
     *
     * <p>The call takes a little longer than {@code timeout}, for interrupts and the report. Measured on two
     * processors: less than 10 ms for a few tasks, 0.2 s for 300,000 memberships, 0.5 s for 5,000 platform threads or
     * 300,000 virtual ones, and 0.9 s for the latter if the timeout is close to zero. An interrupt may block, since it
     * closes the channel that its task uses; it then goes on in another thread, and holds up the call for 0.1 s at
     * most. A virtual thread waits in a platform thread, so tasks that keep all carriers busy are interrupted in time;
     * the call returns when its thread gets a carrier.
     *
     * @param timeout how long to wait at most; zero or less does not wait
     * @return which tasks, if any, are still active, with their stacks
     * @throws IllegalStateException if called by a task of this group, which is not stopped then
     */
    public DrainReport stop(Duration timeout) {
        return stop("stop", timeout);
    }

    private DrainReport stop(String operation, Duration timeout) {
        long nanos = Nanos.of(timeout);
        refuseMember(operation);
        Epoch stopping = run;
        if (!beginStop(stopping, timeout)) {
            stopping.signal(timeout); // the time that is left may be less by now
        }
        return OnPlatform.call(name + "-stop", () -> drain(stopping).execute(nanos));
    }

    /**
     * Begins a stop and returns without waiting: tells the tasks to stop and refuses all but their follow-up work. If a
     * stop has begun, it announces the time that is left, and nothing else. May be called by a task of the group.
     *
     * <p>It is for callers that have something to do, or to say, while the group drains; {@link #stop(Duration)} then
     * ends the stop.
     *
     * @param timeLeft what {@link #context()} announces as the time that the tasks have
     * @return true if this call began the stop
     */
    public boolean beginStop(Duration timeLeft) {
        Epoch stopping = run;
        boolean began = beginStop(stopping, requireNonNull(timeLeft, "timeLeft"));
        if (!began) {
            stopping.signal(timeLeft);
        }
        return began;
    }

    /**
     * Tells the tasks to stop, and refuses nobody: closes the stop channel. Does nothing if it is closed.
     *
     * @param timeLeft what {@link #context()} announces as the time that the tasks have
     */
    public void signalStop(Duration timeLeft) {
        run.signal(requireNonNull(timeLeft, "timeLeft"));
    }

    /**
     * Interrupts the tasks of a group that is stopping, and those that they start from now on. Does nothing if no stop
     * has begun or if they were interrupted before; {@link #stop(Duration)} does the same by itself shortly before its
     * end.
     *
     * <p>Interrupts that block, as each may that closes the channel of its task, go on in other threads after a second.
     *
     * @return how many tasks were interrupted by this call; those in no thread at the moment are not among them
     */
    public int interruptTasks() {
        Epoch stopping = run;
        return stopping.stoppedAt() == null ? 0 : drain(stopping).interruptTasks();
    }

    /**
     * Leaves a task out of all waits, for a task that itself waits until the group has ended, as one that closes the
     * application: the two would wait for each other. It stays active, is not interrupted, and is a straggler as any
     * other if it is active at the end of a stop. {@link #restart()} takes that back.
     *
     * @param task an active task of this group
     * @return true if it was active, and was not left out before
     */
    public boolean leaveOutOfWaits(ActiveTask task) {
        return members.leaveOutOfWaits(task.member());
    }

    /**
     * The task that runs in the current thread.
     *
     * @return the task; null if this thread does not run a task of this group
     */
    public @Nullable ActiveTask currentTask() {
        Member member = members.current();
        return member == null ? null : member.view();
    }

    /**
     * Stops the group as {@link #stop(Duration)} does with {@link #DEFAULT_STOP_TIMEOUT}, also if a stop has begun
     * before. Returns at once, without waiting, if a stop has ended before: what it left behind it has reported.
     *
     * @throws IllegalStateException if tasks are still active when the time is up, naming each with its stack; or if
     *     called by a task of this group
     */
    @Override
    public void close() {
        if (members.admission() == Admission.NOBODY) {
            return;
        }
        DrainReport report = stop("close", DEFAULT_STOP_TIMEOUT);
        if (!report.isDrained()) {
            throw new IllegalStateException(report.toString());
        }
    }

    /**
     * Opens a group that is stopping or stopped for tasks again, with a new stop channel. Does nothing if it is
     * running.
     *
     * <p>Tasks that are still active from before keep the channel that they were given, and count as members.
     */
    public void restart() {
        transitions.lock();
        try {
            if (members.admission() != Admission.ANYONE) {
                Epoch next = run.next();
                run.standingAtEnd(members.restart(next));
                run = next;
            }
        } finally {
            transitions.unlock();
        }
    }

    /**
     * The group's own stop channel, which is closed when a stop begins. Closing it by hand tells the tasks to stop and
     * leaves the group open for others.
     *
     * @return the channel of the current run; {@link #restart()} replaces it
     */
    public StopChannel stopChannel() {
        return run.stopChannel();
    }

    /**
     * The group's own context: done when the tasks are told to stop. From then on its {@link Context#deadline()} is the
     * moment at which the stop ends, so a task knows how long it may take to wrap up:
     *
     * <pre>{@code
     * group.startWithContext("export", group.context(), context -> {
     *     while (!context.done().isClosed()) {
     *         exportNext();
     *     }
     *     Instant deadline = context.deadline();
     *     upload(deadline == null ? NO_HURRY : Duration.between(Instant.now(), deadline));
     * });
     * }</pre>
     *
     * <p>The deadline is null if the stop channel was closed by hand, and may later become earlier, never later.
     *
     * @return the context of the current run; {@link #restart()} replaces it
     */
    public Context context() {
        return run.context();
    }

    /**
     * Where the group stands; others may change it at any time.
     *
     * @return the state
     */
    public State state() {
        return switch (members.admission()) {
            case ANYONE -> State.RUNNING;
            case MEMBERS -> activeCount() > 0 ? State.STOPPING : State.STOPPED;
            case NOBODY -> State.STOPPED;
        };
    }

    /**
     * What became of the tasks since the group was created.
     *
     * @return the counts, which agree with one another
     */
    public TaskCounts counts() {
        return members.counts();
    }

    /**
     * Marks a task that is meant to last, because it works until it is stopped. Its age says nothing, so
     * {@link #oldestTask} leaves it out. In all else it is a task like any other.
     *
     * @param task a task of this group
     */
    public void markLongRunning(ActiveTask task) {
        task.member().longRunning = true;
    }

    /**
     * The task that is active for the longest time, but for those that are {@linkplain #markLongRunning meant to last};
     * a look at it costs the same however many others there are, and a step for each of those.
     *
     * @return the task; null if none is active
     */
    public @Nullable ActiveTask oldestTask() {
        Member oldest = members.oldest();
        return oldest == null ? null : oldest.view();
    }

    /**
     * Sets what sees the tasks begin and end, in place of what has done so before. Tasks that are active already are
     * seen to end.
     *
     * @param instrumentation sees the tasks from now on
     */
    public void instrument(TaskInstrumentation instrumentation) {
        this.instrumentation = requireNonNull(instrumentation, "instrumentation");
    }

    /**
     * The tasks that are active.
     *
     * @return a snapshot, oldest first
     */
    public List<ActiveTask> activeTasks() {
        return members.oldestFirst().stream().map(Member::view).toList();
    }

    @Override
    public String toString() {
        return "Group[" + name + ", " + state() + ", active=" + activeCount() + "]";
    }

    /** Where a group stands. */
    public enum State {
        /** Accepts tasks. */
        RUNNING,
        /** A stop has begun; only running tasks may start others. */
        STOPPING,
        /** A stop has ended; tasks that outlived it may still be active. */
        STOPPED
    }

    /** Runs the task, in its own thread. */
    void execute(Member member) {
        Outcome outcome = Outcome.FAILED;
        try {
            member.task().run();
            outcome = Outcome.COMPLETED;
        } catch (Throwable failure) {
            report(member, failure);
        } finally {
            end(member, outcome);
        }
    }

    /** Ends a task, in the thread that it ends in. */
    void end(Member member, Outcome outcome) {
        try {
            TaskInstrumentation told = instrumentation;
            if (told != null) {
                tellEnd(told, member);
            }
        } finally {
            members.leave(member, outcome);
        }
    }

    private static void tellEnd(TaskInstrumentation told, Member member) {
        try {
            long now = System.nanoTime();
            Duration duration = Duration.ofNanos(now - member.started());
            told.onEnd(duration, member.epoch().reaction(now, duration));
        } catch (Throwable failure) {
            TaskThreads.uncaught(failure);
        }
    }

    private Runnable instrumented(String taskName, Runnable task) {
        TaskInstrumentation told = instrumentation;
        return told == null
                ? task
                : requireNonNull(told.onStart(taskName, task), "the instrumentation's onStart returned null");
    }

    private void report(Member member, Throwable failure) {
        try {
            failureHandler.onFailure(member.view(), failure);
        } catch (Throwable handlerFailure) {
            if (handlerFailure != failure) {
                handlerFailure.addSuppressed(failure);
            }
            TaskThreads.uncaught(handlerFailure);
        }
    }

    private WaitGroupClosedException refusal(String taskName) {
        Instant stoppedAt = run.stoppedAt(); // null if a restart came in between
        String since = stoppedAt == null
                ? "was stopped until now"
                : "is " + state().name().toLowerCase(Locale.ROOT) + " since " + stoppedAt;
        return new WaitGroupClosedException("group '" + name + "' " + since + ": task '" + taskName
                + "' is refused; start it before the stop, or from a running task of the group before the stop"
                + " has ended");
    }

    /** The task of this group that runs in the given thread. */
    @Nullable
    Member memberIn(Thread thread) {
        return members.find(thread);
    }

    private int activeCount() {
        return (int) counts().active();
    }

    private void refuseMember(String operation) {
        Member member = members.current();
        if (member != null) {
            throw new IllegalStateException("task '" + member.name() + "' of group '" + name + "' called " + operation
                    + " of its own group and would wait for itself; call it from outside, or close the group's stop"
                    + " channel");
        }
    }

    /** Returns whether this call began the stop. */
    private boolean beginStop(Epoch stopping, Duration timeLeft) {
        transitions.lock();
        try {
            if (run != stopping || members.admission() != Admission.ANYONE) {
                return false;
            }
            stopping.stopsNow();
            stopping.standingAtStop(members.admit(Admission.MEMBERS));
        } finally {
            transitions.unlock();
        }
        stopping.signal(timeLeft);
        return true;
    }

    private Drain drain(Epoch stopping) {
        return new Drain(members, stopping, () -> endStop(stopping));
    }

    private Standing endStop(Epoch stopped) {
        transitions.lock();
        try {
            if (run == stopped) {
                stopped.standingAtEnd(members.admit(Admission.NOBODY));
            }
            return stopped.standingAtEnd();
        } finally {
            transitions.unlock();
        }
    }

    private record ThreadName(String task, String thread) {}
}
