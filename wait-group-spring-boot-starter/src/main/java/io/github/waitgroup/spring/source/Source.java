package io.github.waitgroup.spring.source;

import io.github.waitgroup.Group;

/**
 * A source of work: whatever takes work from outside and runs it, such as a poller or a subscription. Each piece of its
 * work is a task of a group, which the group {@linkplain Group#adopt adopts}; {@link Group#runAdopted} does so around a
 * method.
 *
 * <p>A bean of this type stops taking work when the application closes: after the shutdown delay, and before requests
 * are refused. The group then waits for the work in hand, and names what does not end. Both happen before the beans
 * that the work uses are stopped. A library whose own lifecycle bean stops it in time needs only the group.
 *
 * <p>A source that fails to stop, or blocks, holds nobody up for longer than the share of its phase, and is named in
 * the log.
 *
 * <pre>{@code
 * final class FeedSource implements Source {
 *
 *     private final Group group;
 *     private final AtomicBoolean takes = new AtomicBoolean(true);
 *
 *     FeedSource(Group group) {
 *         this.group = group;
 *     }
 *
 *     void poll(Feed feed) {
 *         if (takes.get()) {
 *             group.runAdopted("FeedSource.poll", feed::subscribe);
 *         }
 *     }
 *
 *     @Override
 *     public Group group() {
 *         return group;
 *     }
 *
 *     @Override
 *     public void stopTaking() {
 *         takes.set(false);
 *     }
 *
 *     @Override
 *     public void takeAgain() {
 *         takes.set(true);
 *     }
 * }
 * }</pre>
 *
 * <p>Methods of one bean are called by one thread at a time.
 */
public interface Source {

    /**
     * The group that the work of the source belongs to.
     *
     * @return the group
     */
    Group group();

    /**
     * Stops taking work. Called in a thread of its own each time the application is stopped. Work that has begun goes
     * on, and is not waited for here; the group does that.
     *
     * @throws Exception if the source may still take work; it is logged
     */
    void stopTaking() throws Exception;

    /**
     * Takes work again: an application that was stopped, and not closed, is started again.
     *
     * @throws Exception if it cannot; the start of the application goes on, and the exception is logged
     */
    void takeAgain() throws Exception;
}
