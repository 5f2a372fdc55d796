package io.github.waitgroup.spring.source;

import io.github.waitgroup.Group;
import java.util.concurrent.CompletionStage;

/**
 * A source of work: something that takes work from outside and runs it, such as a poller or a subscription. Its work
 * consists of tasks of a group, which it {@linkplain Group#join joins}.
 *
 * <p>A bean of this type takes no more work once the application closes: after the shutdown delay, and before requests
 * are refused. It is for what has no lifecycle bean of its own that does so.
 *
 * <p>Implementations are used by one thread at a time.
 */
public interface Source {

    /**
     * The group that the work of the source belongs to.
     *
     * @return the group
     */
    Group group();

    /**
     * Takes no more work from now on. Does not wait for the work that has begun.
     *
     * @return the stage that completes when no more work begins
     */
    CompletionStage<?> stopTaking();

    /** Takes work again: the application, which was stopped, is started again. */
    void takeAgain();
}
