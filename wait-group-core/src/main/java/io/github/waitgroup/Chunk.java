package io.github.waitgroup;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Places for members of a stripe, which are filled in order and each used once. */
final class Chunk extends AtomicReferenceArray<@Nullable Member> {

    /*
     * A starting thread puts a member into the next place, under the lock of the stripe. The thread that ends the
     * member empties the place, under no lock: it is the only one to write it then. So a look at the places sees a
     * member, or that it has gone, and both are right.
     */

    private static final long serialVersionUID = 1;

    /** So few that a long task keeps little memory, and so many that a walk over them is quick. */
    private static final int MAX_SIZE = 64;

    private static final int MIN_SIZE = 8;

    // Guarded by the lock of the stripe; null again once the stripe has dropped the chunk.
    transient @Nullable Chunk newer;
    transient @Nullable Chunk older;

    /** Creates the chunk that follows another one, or the first. */
    Chunk(@Nullable Chunk older) {
        super(older == null ? MIN_SIZE : Math.min(MAX_SIZE, 2 * older.length()));
    }

    /** The first member from this place on; null if there is none. */
    @Nullable
    Member from(int first) {
        for (int place = first; place < length(); place++) {
            Member member = get(place);
            if (member != null && !member.isGone()) {
                return member;
            }
        }
        return null;
    }

    /** Whether no member is in any of the places, given that all have been used. */
    boolean isOver() {
        for (int place = 0; place < length(); place++) {
            if (get(place) != null) {
                return false;
            }
        }
        return true;
    }
}
