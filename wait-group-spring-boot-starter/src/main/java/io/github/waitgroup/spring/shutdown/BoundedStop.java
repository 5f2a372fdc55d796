package io.github.waitgroup.spring.shutdown;

import java.time.Duration;

/** A lifecycle bean that knows when it has stopped at the latest, for the plan of the shutdown. */
public interface BoundedStop {

    /**
     * When the bean has stopped at the latest, if it is asked to before that.
     *
     * @return the time from the moment that the application begins to close
     */
    Duration latestEnd();
}
