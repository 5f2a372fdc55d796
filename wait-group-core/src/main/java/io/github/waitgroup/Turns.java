package io.github.waitgroup;

import org.jspecify.annotations.Nullable;

/** The turns of the tasks of a group that has a limit: so many run at a time, and the others wait in queues. */
final class Turns {

    /*
     *               a turn is free             ends, or cannot begin
     *   (accepted) ---------------> (running) ----------------------> its turn is free
     *       |                           ^
     *       | none is free, others wait,|
     *       | or paused                 | its turn comes: kin before strays, then first in, first out
     *       v                           |
     *   (waiting) ----------------------+
     *
     * After each change under the lock, either nobody waits, or all turns are taken, or the turns are paused. Two
     * changes leave that to the thread that has made them: it resumes, or its task could not begin, and then it looks
     * for the next as long as there is one. So a free turn and a waiting task do not miss each other.
     *
     * Strays, which outsiders start while a stop is open, wait behind all others: they must not hold up what the stop
     * waits for first. A restart makes them kin, and puts them at the end of the queue of all.
     *
     * The end of a stop pauses under the lock. So a task that its report calls waiting does not begin afterwards.
     *
     * Waiting takes no memory but that of the task, and no thread starts under the lock.
     */

    private final int limit;
    private final TaskThreads.Factory threads;
    private final PatientLock lock = new PatientLock();

    // Guarded by the lock.
    private int running;
    private boolean paused;
    private final Queue kin = new Queue();
    private final Queue strays = new Queue();

    Turns(int limit, TaskThreads.Factory threads) {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit of a group must be 1 or more, not " + limit);
        }
        this.limit = limit;
        this.threads = threads;
    }

    int limit() {
        return limit;
    }

    /** How many tasks wait for their turn. */
    int waiting() {
        lock.lock();
        try {
            return kin.size + strays.size;
        } finally {
            lock.unlock();
        }
    }

    /** Starts the task, or lets it wait. Returns false if it is refused. */
    boolean start(QueuedMember member, Members members) {
        Stack.ensureRoom();
        if (!members.accept(member)) {
            return false;
        }
        FlightRecords.started(member);
        if (!takeOrWait(member)) {
            return true;
        }
        try {
            member.begin(threads);
        } catch (Throwable notStarted) {
            members.leave(member, null);
            release();
            throw notStarted;
        }
        return true;
    }

    /** Frees the turn of a task that has ended, or has not begun. */
    void release() {
        QueuedMember next = next(1);
        while (next != null && !begins(next)) {
            next = next(1);
        }
    }

    /** No waiting task has its turn from now on. */
    void pause() {
        lock.lock();
        try {
            paused = true;
        } finally {
            lock.unlock();
        }
    }

    /** Waiting tasks have their turns again; {@link #fill} follows, under no lock. */
    void resume() {
        lock.lock();
        try {
            paused = false;
            kin.addAll(strays);
        } finally {
            lock.unlock();
        }
    }

    /** Gives all turns that are free to waiting tasks. */
    void fill() {
        QueuedMember next = next(0);
        while (next != null) {
            next = next(begins(next) ? 0 : 1);
        }
    }

    /** Returns whether the task has its turn; otherwise it waits. */
    private boolean takeOrWait(QueuedMember member) {
        lock.lock();
        try {
            if (!paused && running < limit && kin.first == null && strays.first == null) {
                running++;
                member.hasTurn();
                return true;
            }
            (member.isStray() ? strays : kin).add(member);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the task whose turn it is; null if none waits, or none may begin.
     *
     * @param freed how many turns the caller gives back
     */
    private @Nullable QueuedMember next(int freed) {
        lock.lock();
        try {
            running -= freed;
            if (paused || running == limit) {
                return null;
            }
            QueuedMember next = kin.first != null ? kin.remove() : strays.remove();
            if (next != null) {
                running++;
                next.hasTurn();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Returns false if the task has failed because it gets no thread. */
    private boolean begins(QueuedMember next) {
        try {
            next.begin(threads);
            return true;
        } catch (Throwable notStarted) {
            try {
                next.epoch().group().execution().fail(next, notStarted);
            } catch (Throwable failure) {
                TaskThreads.uncaught(failure);
            }
            return false;
        }
    }

    /** Tasks that wait, first in, first out. Guarded by the lock. */
    private static final class Queue {

        private @Nullable QueuedMember first;
        private @Nullable QueuedMember last;
        private int size;

        void add(QueuedMember member) {
            if (last == null) {
                first = member;
            } else {
                last.behind = member;
            }
            last = member;
            size++;
        }

        /** Adds all of the others, and takes them out there. */
        void addAll(Queue others) {
            for (QueuedMember member = others.remove(); member != null; member = others.remove()) {
                add(member);
            }
        }

        @Nullable
        QueuedMember remove() {
            QueuedMember member = first;
            if (member != null) {
                first = member.behind;
                member.behind = null;
                last = first == null ? null : last;
                size--;
            }
            return member;
        }
    }
}
