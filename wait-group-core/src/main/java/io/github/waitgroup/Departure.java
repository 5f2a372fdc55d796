package io.github.waitgroup;

import org.jspecify.annotations.Nullable;

/** The moment at which no awaited task of some epochs is active any more. Guarded by the locks of all stripes. */
final class Departure {

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

    Departure(@Nullable Epoch last) {
        this.last = last;
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
