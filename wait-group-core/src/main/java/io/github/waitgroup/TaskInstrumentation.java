package io.github.waitgroup;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sees the tasks of a {@link Group} begin and end, for metrics and tracing. A group without one pays nothing for that.
 *
 * <p>It runs in the threads of others, while they hold no lock, and should be short.
 *
 * <p>Implementations are used by many threads.
 */
public interface TaskInstrumentation {

    /**
     * Called in the thread that starts a task, before the task is accepted; it may be refused all the same. Not called
     * for work that {@linkplain Group#enrol joins}. What it throws reaches whoever starts the task, which is not
     * accepted then.
     *
     * @param taskName the name of the task
     * @param task what to do
     * @return what to do instead; must run {@code task} once, and throw what that throws
     */
    default Runnable onStart(String taskName, Runnable task) {
        return task;
    }

    /**
     * Called in the thread in which a task ends, however it ends, while the task is still active: whoever awaits the
     * group finds it told. What it throws goes to the uncaught exception handler of the thread, and changes nothing for
     * the group.
     *
     * @param duration from the moment that the task was accepted until now
     * @param reaction from the moment that the task was told to stop, or accepted if that was later, until now; null if
     *     it was not told to stop
     */
    default void onEnd(Duration duration, @Nullable Duration reaction) {}
}
