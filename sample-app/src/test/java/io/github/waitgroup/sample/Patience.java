package io.github.waitgroup.sample;

import java.time.Duration;

/** How long tests wait for events. */
public final class Patience {

    /** Longer than anything takes on a busy machine, the start of an application included: what takes longer hangs. */
    public static final Duration FOREVER = Duration.ofMinutes(2);

    private Patience() {}
}
