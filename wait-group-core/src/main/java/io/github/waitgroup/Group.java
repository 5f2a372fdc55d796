package io.github.waitgroup;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A set of tasks: it starts each in a thread of its own, knows which are active, signals them to stop, and waits for
 * all.
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
 *   <li>A task that throws, whatever it throws, is counted as failed and does not affect the others. So is a task that
 *       a stop interrupts and that throws the {@link InterruptedException}: it was accepted, and has not completed.
 *   <li>A task cannot wait for its own group: that is an error at once, not a hang. Its thread is known by its uncaught
 *       exception handler, which is the group's. A task that takes it away, or that replaces it and renames the thread,
 *       is not known any more; {@link InFlight#current()} knows none that replaces it.
 * </ul>
 *
 * <p>It does not force anything to end: a task that ignores its stop channel and interrupts is named in the {@link
 * DrainReport} and left alone. Threads that a task starts by itself are not members. When a wait has returned, the
 * threads of the tasks may still be executing their very last instructions outside all user code.
 *
 * <p>A task is accepted as a whole or not at all: where memory, stack or threads run out, the caller gets the error and
 * the group is as it was before. If the code of the JDK itself fails for want of stack while a class is loaded, that
 * class may be unusable from then on, in the whole JVM.
 *
 * <p>An ended task leaves nothing behind but its place among the others: after a crowd, some 5 bytes for each stay
 * until tasks are started or listed.
 *
 * <p>Names may come from outside. At most 100 characters of a name are shown. U+FFFD stands for each invisible
 * character, such as line breaks and other control and format characters of Unicode.
 *
 * <h2>For integrations</h2>
 *
 * Code that ties a group to a framework needs more than its users do:
 *
 * <ul>
 *   <li>Work in threads of others: {@link #run} and {@link #call} for a pool's thread, {@link #enrol} for work that is
 *       in no thread at times. {@link #currentTask()} finds it again, {@link #markLongRunning} keeps it out of {@link
 *       #oldestTask()}.
 *   <li>A stop in steps: {@link #signalStop()}, {@link #beginStop()}, {@link #interruptTasks()}, {@link #endStop()},
 *       and {@link #leaveOutOfWaits} for a task that waits for that stop.
 *   <li>Several groups whose tasks start tasks in each other's: {@link GroupSet}, and {@link InFlight} for threads of
 *       others. To such a group, a running task of any group of its set is as its own.
 *   <li>Metrics and tracing: {@link #instrument}.
 * </ul>
 *
 * <p>Memory consistency effects: actions in a thread before it starts a task <i>happen-before</i> those of the task,
 * and those of the task <i>happen-before</i> actions following a successful return from a wait for the group.
 *
 * <p>Origin: {@code wait.Group} of Kubernetes' {@code k8s.io/apimachinery/pkg/util/wait}, with what a Java service
 * needs besides: names, counts, the list of active tasks, and a stop. The JDK's neighbour is {@link
 * java.util.concurrent.ExecutorService}; take that for results ({@code Future}) or a bounded queue. Where
 * an {@link java.util.concurrent.Executor} is asked for, {@code task -> group.start(task::run)} is one.
 *
 * <p>Instances are safe for use by many threads.
 */
public final class Group implements AutoCloseable {

    /**
     * How long {@link #close()} waits, 20 seconds: it leaves room within the 30 seconds that Kubernetes grants by
     * default.
     */
    public static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(20);

    /** How many stacks a {@link DrainReport} holds at most. */
    static final int MAX_STACKS_IN_REPORT = 1_000;

    private static final AtomicInteger UNNAMED = new AtomicInteger();

    static {
        // The classes behind the first task are loaded and linked here: later that could fail for want of stack or
        // memory.
        Group first = new Group("first");
        FlightRecords.leaveOut(first);
        first.run("first", () -> first.run("started by another", () -> {}));
        first.beginStop();
        Membership marked = first.adopt("marked");
        first.markLongRunning(marked.task());
        marked.fail();
        first.restart();
        first.counts();
        first.threadName(UnnamedMember.name(1));
        FlightRecords.leaveOut(null);
    }

    private final String name;
    private final TaskThreads.Factory threads;
    private final Execution execution;

    /** Null where there is no limit. */
    private final @Nullable Turns turns;

    /** The name of the threads of all tasks that are given none, once there is one. The race is benign likewise. */
    private @Nullable String unnamedThread;

    /** The latest, since many tasks are often started under one name. The race is benign: a reader gets a whole one. */
    private ThreadName threadName = ThreadName.NONE;

    /** The tasks, who may join them, and the current {@link Epoch}: all that changes. */
    private final Members members;

    /** Creates a group with a generated name. */
    public Group() {
        this("group-" + UNNAMED.incrementAndGet());
    }

    /**
     * Creates a group whose failures go to the uncaught exception handler of the task's thread.
     *
     * @param name the name of the group, for thread names, reports and messages
     * @throws IllegalArgumentException if the name is blank
     */
    public Group(String name) {
        this(name, FailureHandler.uncaught());
    }

    /**
     * Creates a group.
     *
     * @param name the name of the group, for thread names, reports and messages
     * @param failureHandler handles the failure of each task that throws
     * @throws IllegalArgumentException if the name is blank
     */
    public Group(String name, FailureHandler failureHandler) {
        this(name, failureHandler, TaskThreads.FACTORY);
    }

    /**
     * Creates a group that runs a limited number of tasks at a time.
     *
     * <p>Further tasks are accepted all the same and wait for their turns, first in, first out: {@code start} does not
     * block. A waiting task is active: it is listed, with its age since it was accepted, and awaited. It has no thread
     * yet. {@link #restart()} and {@link #stop} say what becomes of those that wait when a stop ends.
     *
     * <ul>
     *   <li>The limit is for the tasks that the group starts. Work that {@linkplain #run runs}, {@linkplain #enrol
     *       enrols}, {@linkplain #adopt adopts} or is {@linkplain #follow followed} is under way already: it neither
     *       waits nor counts.
     *   <li>A task that waits for the result of another task of its group keeps its turn meanwhile. If all running
     *       tasks do so, none of them ever ends. Give such tasks a group of their own.
     *   <li>If a task gets no thread when its turn comes, it has failed; the {@link FailureHandler} is notified in the
     *       thread that gave it the turn.
     * </ul>
     *
     * @param name the name of the group, for thread names, reports and messages
     * @param failureHandler handles the failure of each task that throws
     * @param limit how many tasks run at the same time at most
     * @throws IllegalArgumentException if the name is blank, or the limit is less than 1
     */
    public Group(String name, FailureHandler failureHandler, int limit) {
        this(name, failureHandler, new Turns(limit, TaskThreads.FACTORY), TaskThreads.FACTORY);
    }

    Group(String name, FailureHandler failureHandler, TaskThreads.Factory threads) {
        this(name, failureHandler, null, threads);
    }

    Group(String name, FailureHandler failureHandler, @Nullable Turns turns, TaskThreads.Factory threads) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("the name of a group must not be blank");
        }
        this.name = DisplayName.of(name);
        this.threads = threads;
        this.turns = turns;
        this.execution = new Execution(requireNonNull(failureHandler, "failureHandler"));
        this.members = new Members(Epoch.first(this));
    }

    /**
     * The name of the group, as it is shown.
     *
     * @return the name, not blank
     */
    public String name() {
        return name;
    }

    // Starting tasks.

    /**
     * Starts a task under a generated name, {@code task-1} and so on. The threads of all such tasks of the group have
     * one name, {@code <group>/task}.
     *
     * @param task the body of the task
     * @throws WaitGroupClosedException if a stop has begun and the caller is not a running task of this group, or if a
     *     stop has ended
     */
    public void start(ThrowingRunnable<?> task) {
        requireNonNull(task, "task");
        long number = members.nextUnnamed();
        if (!startUnnamed(number, task)) {
            throw members.epoch().refusal(UnnamedMember.name(number));
        }
    }

    /**
     * Starts a task.
     *
     * <p>If no thread can be started, the group is as it was before, and the caller gets the error.
     *
     * @param taskName the name of the task, for its thread's name, reports and messages; need not be unique
     * @param task the body of the task
     * @throws WaitGroupClosedException if a stop has begun and the caller is not a running task of this group, or if a
     *     stop has ended
     */
    public void start(String taskName, ThrowingRunnable<?> task) {
        if (!tryStart(taskName, task)) {
            throw members.epoch().refusal(DisplayName.of(taskName));
        }
    }

    /**
     * Starts a task as {@link #start(String, ThrowingRunnable)} does, unless it is refused.
     *
     * @param taskName the name of the task, for its thread's name, reports and messages; need not be unique
     * @param task the body of the task
     * @return false if a stop has begun and the caller is not a running task of this group, or if a stop has ended
     */
    public boolean tryStart(String taskName, ThrowingRunnable<?> task) {
        requireNonNull(taskName, "taskName");
        requireNonNull(task, "task");
        ThreadName latest = threadName;
        if (!latest.task.equals(taskName)) {
            String shown = DisplayName.of(taskName);
            latest = new ThreadName(shown, threadName(shown));
            threadName = latest;
        }
        return start(latest.task, task, latest.thread);
    }

    /**
     * Starts a task under a generated name and hands it a stop channel. The group itself does not look at the channel.
     *
     * @param channel signals the task to stop; {@link #stopChannel()} is this group's own
     * @param task the body of the task
     * @throws WaitGroupClosedException as {@link #start(ThrowingRunnable)}
     */
    public void startWithChannel(StopChannel channel, ThrowingConsumer<StopChannel, ?> task) {
        requireNonNull(channel, "channel");
        requireNonNull(task, "task");
        start(() -> task.accept(channel));
    }

    /**
     * Starts a task and hands it a stop channel. The group itself does not look at the channel.
     *
     * @param taskName the name of the task
     * @param channel signals the task to stop; {@link #stopChannel()} is this group's own
     * @param task the body of the task
     * @throws WaitGroupClosedException as {@link #start(String, ThrowingRunnable)}
     */
    public void startWithChannel(String taskName, StopChannel channel, ThrowingConsumer<StopChannel, ?> task) {
        requireNonNull(channel, "channel");
        requireNonNull(task, "task");
        start(taskName, () -> task.accept(channel));
    }

    /**
     * Starts a task under a generated name and hands it a context. The group itself does not look at the context; a
     * task with a context that is done already is started all the same.
     *
     * @param context signals the task to stop; {@link #context()} is this group's own
     * @param task the body of the task
     * @throws WaitGroupClosedException as {@link #start(ThrowingRunnable)}
     */
    public void startWithContext(Context context, ThrowingConsumer<Context, ?> task) {
        requireNonNull(context, "context");
        requireNonNull(task, "task");
        start(() -> task.accept(context));
    }

    /**
     * Starts a task and hands it a context. The group itself does not look at the context; a task with a context that
     * is done already is started all the same.
     *
     * @param taskName the name of the task
     * @param context signals the task to stop; {@link #context()} is this group's own
     * @param task the body of the task
     * @throws WaitGroupClosedException as {@link #start(String, ThrowingRunnable)}
     */
    public void startWithContext(String taskName, Context context, ThrowingConsumer<Context, ?> task) {
        requireNonNull(context, "context");
        requireNonNull(task, "task");
        start(taskName, () -> task.accept(context));
    }

    // The signal to stop.

    /**
     * The group's own stop channel, which is closed when a stop begins, or by {@link #signalStop()}.
     *
     * @return the channel of the current epoch; {@link #restart()} replaces it
     */
    public StopChannel stopChannel() {
        return members.epoch().stopChannel();
    }

    /**
     * The group's own context: done when the tasks are signalled to stop. From then on its {@link Context#deadline()}
     * is the moment at which the stop ends, so a task knows how long it may take to wrap up:
     *
     * <pre>{@code
     * group.startWithContext("export", group.context(), context -> {
     *     while (!context.isDone()) {
     *         exportNext();
     *     }
     *     Instant deadline = context.deadline();
     *     upload(deadline == null ? NO_HURRY : Duration.between(Instant.now(), deadline));
     * });
     * }</pre>
     *
     * <p>The deadline is null if none was announced, and may later become earlier, never later.
     *
     * @return the context of the current epoch; {@link #restart()} replaces it
     */
    public Context context() {
        return members.epoch().context();
    }

    /** Signals the tasks to stop, without a deadline, and refuses nobody. Does nothing if they have been signalled. */
    public void signalStop() {
        members.epoch().signal(null);
    }

    /**
     * Signals the tasks to stop, and refuses nobody. If they have been signalled, it announces the time that is left,
     * and nothing else.
     *
     * @param timeLeft the time that {@link #context()} announces
     */
    public void signalStop(Duration timeLeft) {
        members.epoch().signal(requireNonNull(timeLeft, "timeLeft"));
    }

    // Waiting and stopping.

    /**
     * Waits until no task is active; returns at once if none is. Stops nothing and refuses nobody.
     *
     * @throws InterruptedException if the current thread is interrupted before or while it waits
     * @throws IllegalStateException if a task of this group calls it; or if the call closes a circle of waits without a
     *     time limit, in which tasks of several groups would wait for each other for ever
     */
    public void await() throws InterruptedException {
        refuseMember("await");
        WaitGraph.await(this, members);
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
        long nanos = Nanos.of(timeout);
        if (nanos == Long.MAX_VALUE) {
            await();
            return true;
        }
        refuseMember("await");
        return members.await(nanos);
    }

    /**
     * Stops the group: closes the stop channel, refuses all but follow-up work of running tasks, waits, interrupts
     * those that are still active {@linkplain #interruptNotice shortly before the end}, and reports.
     *
     * <p>Idempotent: a group that is stopping or stopped stays so, and the call waits for what is still active, which
     * is interrupted once. When the first of several stops has ended, follow-up work is refused too.
     *
     * <p>Interrupting the current thread ends the wait: active tasks are interrupted and reported at once, and the
     * interrupt flag is set on return.
     *
     * <p>If the group has a {@linkplain #limit() limit}, tasks that wait for their turns are awaited too. Those whose
     * turns come after the interrupt begin with their interrupt flag set. Those that wait at the end are stragglers,
     * and begin only if the group restarts: what they need may be gone.
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

    /**
     * Stops the group as {@link #stop(Duration)} does with {@link #DEFAULT_STOP_TIMEOUT}, also if a stop has begun
     * before. Returns at once, without waiting, if a stop has ended before: the report of that stop names the tasks
     * that were left.
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
     * <p>Tasks that are still active from before keep the channel that they were given, and count as members. Those
     * that {@linkplain #limit() wait for their turns} begin when these come.
     */
    public void restart() {
        members.epoch().restart();
    }

    // What is in flight.

    /**
     * The state of the group; others may change it at any time.
     *
     * @return the state
     */
    public State state() {
        return switch (members.admission()) {
            case ANYONE -> State.RUNNING;
            case OUTSIDERS, MEMBERS -> activeCount() > 0 ? State.STOPPING : State.STOPPED;
            case NOBODY -> State.STOPPED;
        };
    }

    /**
     * The counts of the tasks since the group was created.
     *
     * @return the counts, which agree with one another
     */
    public TaskCounts counts() {
        return members.counts();
    }

    /**
     * The counts of tasks that did not go as planned, since the group was created.
     *
     * @return the counts, each of its own moment
     */
    public Anomalies anomalies() {
        return members.anomalies();
    }

    /**
     * How many tasks the group runs at the same time at most; the others wait for their turns.
     *
     * @return the limit; empty if there is none
     */
    public OptionalInt limit() {
        return turns == null ? OptionalInt.empty() : OptionalInt.of(turns.limit());
    }

    /**
     * The number of tasks that wait for their turns. They are among the active tasks.
     *
     * @return how many tasks wait; 0 if the group has no limit
     */
    public int waiting() {
        return turns == null ? 0 : turns.waiting();
    }

    /**
     * The tasks that are active. Which of two is older is open if both were started within 10 ms.
     *
     * @return a snapshot, oldest first
     */
    public List<ActiveTask> activeTasks() {
        return members.oldestFirst().stream().map(Member::view).toList();
    }

    /**
     * The oldest of the tasks that are active. The cost grows with the limit, and not with the number of tasks.
     *
     * @param limit the limit of their number
     * @return a snapshot, oldest first
     */
    public List<ActiveTask> oldestTasks(int limit) {
        return members.oldestFirst(limit).stream().map(Member::view).toList();
    }

    /**
     * The oldest active task, without those that are {@linkplain #markLongRunning meant to last}. The cost grows with
     * the number of those, and not with the number of other tasks.
     *
     * @return the task; null if none is active
     */
    public @Nullable ActiveTask oldestTask() {
        Member oldest = members.oldest();
        return oldest == null ? null : oldest.view();
    }

    // For integrations: work in threads of others.

    /**
     * Runs a task in the current thread, as a task of the group from now until it returns or throws: listed under its
     * name, counted, signalled, interrupted and waited for like those that the group starts.
     *
     * <p>It is for work that must run in the thread of a pool, for example. The caller gets the throwable of the task,
     * and the {@link FailureHandler} is not notified.
     *
     * <p>If a stop of the group interrupts the task and the task takes no notice, the interrupt flag of the thread
     * stays set afterwards: nothing distinguishes it from an interrupt by the owner of the thread, which must not be
     * lost. A {@link java.util.concurrent.ThreadPoolExecutor} clears the flag before its next task. If
     * nobody else interrupts the thread, its owner may clear the flag with {@link Thread#interrupted()}.
     *
     * @param <X> the type of what the task throws
     * @param taskName the name of the task, for reports and messages
     * @param task the body of the task
     * @throws X if the task throws it
     * @throws WaitGroupClosedException if a stop has begun and the caller is not a running task of this group, or if a
     *     stop has ended; the task has not run then
     */
    public <X extends Throwable> void run(String taskName, ThrowingRunnable<X> task) throws X {
        String shown = DisplayName.of(requireNonNull(taskName, "taskName"));
        ThrowingRunnable<X> instrumented = instrumented(shown, requireNonNull(task, "task"));
        Membership membership = enter(shown);
        if (membership == null) {
            throw members.epoch().refusal(shown);
        }
        membership.runAll(instrumented);
    }

    /**
     * Runs a task that returns a value, as {@link #run} does.
     *
     * @param <T> the type of the value
     * @param <X> the type of what the task throws
     * @param taskName the name of the task, for reports and messages
     * @param task the body of the task
     * @return the value
     * @throws X if the task throws it
     * @throws WaitGroupClosedException as {@link #run}
     */
    public <T extends @Nullable Object, X extends Throwable> T call(String taskName, ThrowingCallable<T, X> task)
            throws X {
        requireNonNull(task, "task");
        Result<T> result = new Result<>();
        this.<X>run(taskName, () -> result.value = task.call());
        return result.get();
    }

    /**
     * Makes work that is not tied to one thread a task of the group, from now until its membership is closed: listed
     * under its name, counted and waited for like those that the group starts. It is for asynchronous work that a
     * framework carries out, such as a request that is answered later.
     *
     * @param taskName the name of the task, for reports and messages
     * @return the membership, which must be closed
     * @throws WaitGroupClosedException if a stop has begun and the caller is not a running task of this group, or if a
     *     stop has ended
     */
    public Membership enrol(String taskName) {
        String shown = DisplayName.of(requireNonNull(taskName, "taskName"));
        Membership membership = enter(shown);
        if (membership == null) {
            throw members.epoch().refusal(shown);
        }
        return membership;
    }

    /**
     * Makes work that is not tied to one thread a task of the group as {@link #enrol} does, unless it is refused.
     *
     * @param taskName the name of the task, for reports and messages
     * @return the membership, which must be closed; null if a stop has begun and the caller is not a running task of
     *     this group, or if a stop has ended
     */
    public @Nullable Membership tryEnrol(String taskName) {
        return enter(DisplayName.of(requireNonNull(taskName, "taskName")));
    }

    /**
     * Makes work that ends elsewhere a task of the group, from now until the stage completes: listed under its name,
     * counted and waited for like those that the group starts. No thread is held.
     *
     * <pre>{@code
     * group.follow("mail-42", client.send(order).thenAccept(answer -> log.info(answer)));
     * }</pre>
     *
     * <p>The task has completed or failed as the stage has. A stage that is cancelled has failed: what was accepted has
     * not been done. The {@link FailureHandler} is not notified, because the stage has the failure for its caller.
     * Stages that depend on this one are not part of the task; follow the last one of a chain.
     *
     * <p>A stage that can never complete because nobody refers to it any more is {@linkplain Anomalies#leaked()
     * leaked}, and the {@link FailureHandler} is notified.
     *
     * <p>The work has begun before this call. If it is refused, it goes on, and the group does not know it.
     *
     * @param <S> the type of the stage
     * @param taskName the name of the task, for reports and messages
     * @param stage completes when the work has ended; may have completed already
     * @return the same stage
     * @throws WaitGroupClosedException as {@link #enrol}; the stage has not been used then
     */
    public <S extends CompletionStage<?>> S follow(String taskName, S stage) {
        requireNonNull(stage, "stage");
        FollowedStage.follow(enrol(taskName), stage);
        return stage;
    }

    /**
     * Makes work a task of the group as {@link #enrol} does, and is never refused: it is for work that others have
     * begun already, such as a message that a listener handles. The work is {@linkplain Anomalies#late() late} if
     * {@link #enrol} would have refused it. It is awaited as long as a drain has time.
     *
     * @param taskName the name of the task, for reports and messages
     * @return the membership, which must be closed
     */
    public Membership adopt(String taskName) {
        Membership membership = new Membership(
                new Guest(DisplayName.of(requireNonNull(taskName, "taskName")), members.epoch(), members));
        Stack.ensureRoom();
        members.join(membership.guest());
        FlightRecords.started(membership.guest());
        return membership;
    }

    /**
     * Runs a task in the current thread as {@link #run} does, and is never refused, as {@link #adopt} is not.
     *
     * @param <X> the type of what the task throws
     * @param taskName the name of the task, for reports and messages
     * @param task the body of the task
     * @throws X if the task throws it
     */
    public <X extends Throwable> void runAdopted(String taskName, ThrowingRunnable<X> task) throws X {
        String shown = DisplayName.of(requireNonNull(taskName, "taskName"));
        ThrowingRunnable<X> instrumented = instrumented(shown, requireNonNull(task, "task"));
        adopt(shown).runAll(instrumented);
    }

    /**
     * Runs a task that returns a value, as {@link #runAdopted} does.
     *
     * @param <T> the type of the value
     * @param <X> the type of what the task throws
     * @param taskName the name of the task, for reports and messages
     * @param task the body of the task
     * @return the value
     * @throws X if the task throws it
     */
    public <T extends @Nullable Object, X extends Throwable> T callAdopted(String taskName, ThrowingCallable<T, X> task)
            throws X {
        requireNonNull(task, "task");
        Result<T> result = new Result<>();
        this.<X>runAdopted(taskName, () -> result.value = task.call());
        return result.get();
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
     * Marks a task that is meant to last, because it works until it is stopped. Its age says nothing, so {@link
     * #oldestTask} leaves it out. In all else it is a task like any other.
     *
     * @param task a task of this group
     */
    public void markLongRunning(ActiveTask task) {
        members.markLongRunning(task.member());
    }

    /**
     * The number of active tasks that are {@linkplain #markLongRunning meant to last}.
     *
     * @return how many of the active tasks have been marked
     */
    public int longRunningCount() {
        return members.longRunning();
    }

    /**
     * Replaces the instrumentation: the given one sees tasks begin from now on, and sees all ends from now on, also
     * those of tasks that are active already. The durations of those may be up to 10 ms too long.
     *
     * @param instrumentation sees the tasks begin and end
     */
    public void instrument(TaskInstrumentation instrumentation) {
        execution.instrument(requireNonNull(instrumentation, "instrumentation"));
    }

    // For integrations: a stop in steps.

    /**
     * Begins a stop and returns without waiting: signals the tasks and refuses all but their follow-up work, from now
     * on also if the stop was {@linkplain #beginOpenStop open}. Announces no deadline. May be called by a task of the
     * group.
     *
     * @return true if this call began the stop
     */
    public boolean beginStop() {
        return members.epoch().beginStop(null);
    }

    /**
     * Begins a stop as {@link #beginStop()} does, and announces by when it ends. If a stop has begun, it announces the
     * time that is left, and nothing else.
     *
     * <p>It is for callers that have something to do, or to say, while the group drains; {@link #stop(Duration)} or
     * {@link #endStop()} then ends the stop.
     *
     * @param timeLeft the time that {@link #context()} announces
     * @return true if this call began the stop
     */
    public boolean beginStop(Duration timeLeft) {
        return members.epoch().beginStop(requireNonNull(timeLeft, "timeLeft"));
    }

    /**
     * Begins a stop as {@link #beginStop(Duration)} does, and still accepts tasks of outsiders: until {@link
     * #beginStop()}, {@link #stop(Duration)} or {@link #endStop()} refuses them. It is for work that comes through
     * threads of others, such as the delays of a {@code CompletableFuture}: where such a thread is in flight is not
     * known.
     *
     * <p>A {@link GroupSet} {@linkplain GroupSet#awaitLineage waits} for what was in flight when the stop began, and
     * what follows from it, without the tasks of outsiders. Other waits include them.
     *
     * @param timeLeft the time that {@link #context()} announces
     * @return true if this call began the stop
     */
    public boolean beginOpenStop(Duration timeLeft) {
        return members.epoch().beginOpenStop(requireNonNull(timeLeft, "timeLeft"));
    }

    /**
     * Interrupts the tasks of a group that is stopping, and those that they start from now on. Does nothing if no stop
     * has begun or if they were interrupted before; {@link #stop(Duration)} does the same by itself shortly before its
     * end.
     *
     * <p>An interrupt may block, because it closes an interruptible channel. After a second this method returns, and
     * such interrupts go on in other threads.
     *
     * @return how many tasks were interrupted by this call; those in no thread at the moment are not among them
     */
    public int interruptTasks() {
        Epoch epoch = members.epoch();
        return epoch.stoppedAt() == null ? 0 : new Drain(members, epoch).interruptTasks();
    }

    /**
     * How long before the end of a stop its tasks are interrupted, so that they can still end in time.
     *
     * @param timeout how long the stop takes at most
     * @return a tenth of the time, at most one second; zero if the time is zero or less
     */
    public static Duration interruptNotice(Duration timeout) {
        return Duration.ofNanos(Drain.interruptNotice(Nanos.of(timeout)));
    }

    /**
     * Ends a stop without waiting: from now on follow-up work is refused too. Begins the stop if none has begun.
     * Interrupts nobody. {@link #close()} does not wait after it. May be called by a task of the group, which is among
     * those that are still active then.
     *
     * @return which tasks, if any, are still active, with their stacks
     */
    public DrainReport endStop() {
        Epoch epoch = members.epoch();
        epoch.beginStop(null);
        return new Drain(members, epoch).end();
    }

    /**
     * How a stop that has begun stands now. Ends nothing: a group whose stop goes on may still accept follow-up work.
     * Tasks that an {@linkplain #beginOpenStop open} stop has accepted from outsiders, and what follows from them, are
     * not among the stragglers.
     *
     * @return which other tasks, if any, are still active, with their stacks
     * @throws IllegalStateException if no stop has begun
     */
    public DrainReport stopReport() {
        Epoch epoch = members.epoch();
        if (epoch.stoppedAt() == null) {
            throw new IllegalStateException("no stop of group '" + name + "' has begun");
        }
        return new Drain(members, epoch).report();
    }

    /**
     * The time since the latest end of a task, of those that have ended since a stop began.
     *
     * @return the time; null if none has ended
     */
    public @Nullable Duration sinceLastEnd() {
        long last = members.lastEnd();
        return last == 0 ? null : Duration.ofNanos(System.nanoTime() - last);
    }

    /**
     * Leaves a task out of all waits, for a task that itself waits until the group has ended, such as a task that
     * closes the application: the two would wait for each other. It stays active, is not interrupted, and is a
     * straggler as any other if it is active at the end of a stop. {@link #restart()} takes that back.
     *
     * @param task an active task of this group
     * @return true if it was active, and was not left out before
     */
    public boolean leaveOutOfWaits(ActiveTask task) {
        return members.leaveOutOfWaits(task.member());
    }

    @Override
    public String toString() {
        return "Group[" + name + ", " + state() + ", active=" + activeCount() + "]";
    }

    /** The state of a group. */
    public enum State {
        /** Accepts tasks. */
        RUNNING,
        /** A stop has begun; only running tasks may start others. */
        STOPPING,
        /** A stop has ended; tasks that outlived it may still be active. */
        STOPPED
    }

    Members members() {
        return members;
    }

    Execution execution() {
        return execution;
    }

    @SuppressWarnings("unchecked") // an instrumentation throws what the task throws
    private <X extends Throwable> ThrowingRunnable<X> instrumented(String taskName, ThrowingRunnable<X> task) {
        return (ThrowingRunnable<X>) execution.instrumented(taskName, task);
    }

    @Nullable
    Turns turns() {
        return turns;
    }

    void pauseTurns() {
        if (turns != null) {
            turns.pause();
        }
    }

    void resumeTurns() {
        if (turns != null) {
            turns.resume();
        }
    }

    void fillTurns() {
        if (turns != null) {
            turns.fill();
        }
    }

    /** Returns false if the task is refused. */
    private boolean startUnnamed(long number, ThrowingRunnable<?> task) {
        String threadName = unnamedThread;
        if (threadName == null) {
            threadName = threadName("task");
            unnamedThread = threadName;
        }
        if (turns != null || execution.isInstrumented()) { // the name is asked for
            return start(UnnamedMember.name(number), task, threadName);
        }
        return new UnnamedMember(number, task, members.epoch(), threads, threadName).start(members);
    }

    /** Returns false if the task is refused. */
    private boolean start(String taskName, ThrowingRunnable<?> task, String threadName) {
        ThrowingRunnable<?> instrumented = execution.instrumented(taskName, task);
        if (turns != null) {
            return turns.start(new QueuedMember(taskName, instrumented, members.epoch(), threadName), members);
        }
        return new Member(taskName, instrumented, members.epoch(), threads, threadName).start(members);
    }

    /** Returns null if the task is refused. */
    private @Nullable Membership enter(String taskName) {
        Membership membership = new Membership(new Guest(taskName, members.epoch(), members));
        Stack.ensureRoom();
        if (!members.accept(membership.guest())) {
            return null;
        }
        FlightRecords.started(membership.guest());
        return membership; // made before: now, a want of memory would lose the task
    }

    private DrainReport stop(String operation, Duration timeout) {
        long nanos = Nanos.of(timeout);
        refuseMember(operation);
        Epoch epoch = members.epoch();
        epoch.beginStop(timeout);
        return OnPlatform.call(name + "-stop", () -> new Drain(members, epoch).execute(nanos));
    }

    void refuseMember(String operation) {
        Member member = members.current();
        if (member != null) {
            throw new IllegalStateException("task '" + member.name() + "' of group '" + name + "' called " + operation
                    + " of its own group and would wait for itself; call it from outside, or signalStop()");
        }
    }

    String threadName(String taskName) {
        return name + "/" + taskName;
    }

    private int activeCount() {
        return (int) counts().active();
    }

    private record ThreadName(String task, String thread) {

        static final ThreadName NONE = new ThreadName("", "");
    }
}
