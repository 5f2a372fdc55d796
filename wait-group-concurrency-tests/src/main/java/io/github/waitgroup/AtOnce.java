package io.github.waitgroup;

import org.jspecify.annotations.NullMarked;

/** Acts of the core, done at once, that the API leaves to a garbage collection or to another thread. */
@NullMarked
public final class AtOnce {

    private AtOnce() {}

    /** Does what follows when a garbage collection has found that the owner of a membership is lost. */
    public static void loseOwner(Membership membership) {
        membership.guest().leak();
    }

    /** Interrupts a task as the sweep of a stop does, which has begun. */
    public static void interrupt(Membership membership) {
        membership.guest().interrupt(membership.guest().epoch());
    }
}
