package io.github.waitgroup;

import org.jspecify.annotations.Nullable;

/** The moment at which no awaited task of some epochs is active any more. Guarded by the locks of all stripes. */
final class Departure {

    /** What ends a departure besides the end of the tasks, and which tasks are no part of it. */
    enum Kind {
        OF_GROUP,
        /** Ends with the stop of the group. */
        OF_SET,
        /** The same, without strays. */
        OF_LINEAGE
    }

    final Kind kind;

    /** The tasks of this epoch and of earlier ones are awaited; null if all are. */
    final @Nullable Epoch last;

    final StopChannel channel = new StopChannel();

    /** How many tasks are awaited, once the epoch has been replaced: until then, all that are active are. */
    int remaining;

    int waiters;

    /** Read without a lock by who asks whether a wait is over although its thread has not noticed. */
    volatile boolean isOver;

    @Nullable
    Departure next;

    Departure(Kind kind, @Nullable Epoch last) {
        this.kind = kind;
        this.last = last;
    }

    boolean isLike(Departure other) {
        return kind == other.kind && last == other.last;
    }

    boolean isOfEarlierEpoch(Epoch current) {
        return last != null && last != current;
    }

    boolean concerns(Member member) {
        return last == null || last.concerns(member.epoch());
    }

    /** Wakes those who wait for any of these. */
    static void announce(@Nullable Departure first) {
        for (Departure over = first; over != null; over = over.next) {
            over.channel.signalWithRoom();
        }
    }
}
