package io.github.waitgroup.spring.shutdown;

/**
 * A lifecycle bean whose stop may take longer than its phase. It does not run from the begin of its stop, so that
 * Spring can start it again, and is named as one that has not stopped. Public for the packages of the starter only.
 */
public interface LateStop {

    /**
     * Whether a stop of the bean has begun and not ended.
     *
     * @return true if the stop is under way
     */
    boolean isStopping();
}
