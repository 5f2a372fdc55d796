package io.github.waitgroup.spring.source;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.ThrowingCallable;
import io.github.waitgroup.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/** The execution of a piece of a source's work in the current thread, as a task that is never refused. */
public final class SourceWork {

    private SourceWork() {}

    /**
     * Runs the work as a task of the group.
     *
     * @param <X> the type of what the work throws
     * @param group the group of the source
     * @param name the name of the task
     * @param work the work
     * @throws X if the work throws it
     */
    public static <X extends Throwable> void run(Group group, String name, ThrowingRunnable<X> work) throws X {
        SourceWork.<Boolean, X>call(group, name, () -> {
            work.run();
            return true;
        });
    }

    /**
     * Runs work that returns a value as a task of the group.
     *
     * @param <T> the type of the value
     * @param <X> the type of what the work throws
     * @param group the group of the source
     * @param name the name of the task
     * @param work the work
     * @return the value
     * @throws X if the work throws it
     */
    public static <T extends @Nullable Object, X extends Throwable> T call(
            Group group, String name, ThrowingCallable<T, X> work) throws X {
        Membership membership = group.join(name);
        boolean completed = false;
        try {
            T value = membership.call(work);
            completed = true;
            return value;
        } finally {
            if (completed) {
                membership.close();
            } else {
                membership.fail();
            }
        }
    }
}
