package io.github.waitgroup;

/**
 * The counts of the tasks of a {@link Group}, all taken at one moment: {@code accepted = completed + failed + active}.
 *
 * @param accepted tasks that the group has taken on since it was created
 * @param completed those of them that ended normally
 * @param failed those of them that ended with a throwable, or by {@link Membership#fail()}
 * @param refused tasks that were refused, because the group was stopping or stopped
 */
public record TaskCounts(long accepted, long completed, long failed, long refused) {

    /**
     * The tasks that were taken on and have not ended.
     *
     * @return accepted tasks that neither completed nor failed
     */
    public long active() {
        return accepted - completed - failed;
    }
}
