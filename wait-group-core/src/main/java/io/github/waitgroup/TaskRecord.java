package io.github.waitgroup;

import io.github.waitgroup.TaskEnd.Outcome;

/** A record of a task that is under way. Needs no class of the Flight Recorder, which the JVM may lack. */
interface TaskRecord {

    /** Completes the record of a task that ends now. */
    void complete(Member member, Outcome outcome);
}
