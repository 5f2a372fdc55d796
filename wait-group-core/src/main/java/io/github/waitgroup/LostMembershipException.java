package io.github.waitgroup;

/**
 * The failure of a task whose membership was lost: whoever was to end it does not exist any more, and has not done so.
 * It has no stack trace, because it happens nowhere in the code of the task.
 *
 * @see Membership#endWithOwner
 */
public final class LostMembershipException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LostMembershipException(String message) {
        super(message, null, true, false);
    }
}
