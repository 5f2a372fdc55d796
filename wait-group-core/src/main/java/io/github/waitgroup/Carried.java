package io.github.waitgroup;

import org.jspecify.annotations.Nullable;

/** A task that others have brought to a thread, in which it does not run by itself. */
final class Carried {

    private static final ThreadLocal<@Nullable Carried> INNERMOST = new ThreadLocal<>();

    final Origin origin;

    /** What the thread carried before, and carries again after this. */
    private final @Nullable Carried beneath;

    /** Used by the thread alone. */
    private boolean isOver;

    private Carried(Origin origin, @Nullable Carried beneath) {
        this.origin = origin;
        this.beneath = beneath;
    }

    /** What the current thread carries. */
    static @Nullable Carried innermost() {
        return INNERMOST.get();
    }

    /** Brings a task to the current thread, until it {@linkplain #put carries} something else. */
    static Carried push(Origin origin) {
        Carried carried = new Carried(origin, innermost());
        INNERMOST.set(carried);
        return carried;
    }

    /** Brings a task to the current thread, in place of all that it carries. */
    static void replace(Origin origin) {
        INNERMOST.set(new Carried(origin, null));
    }

    /** Lets the current thread carry this, or what is left of it. */
    static void put(@Nullable Carried carried) {
        Carried open = carried;
        while (open != null && open.isOver) {
            open = open.beneath;
        }
        if (open == null) {
            INNERMOST.remove();
        } else {
            INNERMOST.set(open);
        }
    }

    /** Ends this in the thread that carries it, whatever that carries by now. */
    void end() {
        isOver = true;
        put(innermost());
    }
}
