package io.github.waitgroup.spring.kotlin;

import static java.util.Objects.requireNonNull;

import io.github.waitgroup.Group;
import io.github.waitgroup.WaitGroupClosedException;
import kotlinx.coroutines.CompletableJob;
import kotlinx.coroutines.CoroutineDispatcher;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineScopeKt;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.SupervisorKt;

/**
 * Kotlin coroutines as tasks of a group: {@code GroupCoroutines.scope(ordersGroup).launch(CoroutineName("mail-42"))}.
 *
 * <ul>
 *   <li>A coroutine that is launched in the scope is a task from then on until it completes, with all coroutines
 *       within it. {@code CoroutineName} is its name.
 *   <li>It has completed if it does so normally, and has failed if it throws or is cancelled.
 *   <li>While it runs in a thread of the scope's dispatcher, that is a part of the task: the group shows its stack, and
 *       what it starts is follow-up work. In {@code withContext} with another dispatcher it is in flight without a
 *       stack.
 *   <li>If the group refuses it, it is cancelled before it runs, and the cause of the {@code CancellationException} is
 *       the {@link WaitGroupClosedException}: {@code launch} itself cannot fail.
 *   <li>The signal of the group cancels nothing. Shortly before the end of a drain, when the threads of other tasks are
 *       interrupted, the coroutines that are left are cancelled. After a {@code signalStop()} without a time, a later
 *       stop is noticed when a coroutine of the scope is launched or resumed.
 * </ul>
 *
 * <p>A failure affects no other coroutine of the scope. It goes to the {@code CoroutineExceptionHandler} or to the
 * uncaught exception handler, as in any scope with a supervisor, and not to the group's handler.
 */
public final class GroupCoroutines {

    private GroupCoroutines() {}

    /**
     * A scope whose coroutines run in {@code Dispatchers.Default}. Keep it, in a bean for example: some hundred bytes
     * of each scope that has had a coroutine stay until the group stops.
     *
     * @param group the group of their tasks
     * @return a new scope
     */
    public static CoroutineScope scope(Group group) {
        return scope(group, Dispatchers.getDefault());
    }

    /**
     * A scope whose coroutines run in the threads of a dispatcher.
     *
     * @param group the group of their tasks
     * @param dispatcher where they run
     * @return a new scope
     */
    public static CoroutineScope scope(Group group, CoroutineDispatcher dispatcher) {
        requireNonNull(group, "group");
        requireNonNull(dispatcher, "dispatcher");
        CompletableJob job = SupervisorKt.SupervisorJob(null);
        return CoroutineScopeKt.CoroutineScope(
                job.plus(new GroupDispatcher(dispatcher, job, new CoroutineTasks(group))));
    }
}
