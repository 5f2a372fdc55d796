package io.github.waitgroup;

/**
 * Decides when a caller may go on.
 *
 * <p>Origin: {@code RateLimiter} of Kubernetes' {@code k8s.io/apimachinery/pkg/util/waitgroup}. The limiters of other
 * Java libraries fit in as lambdas, as long as they can be made to give up.
 *
 * <p>Implementations must be safe for use by many threads.
 */
@FunctionalInterface
public interface RateLimiter {

    /**
     * Waits for a token, or until {@code stop} is done. May return at once, without a token, where the token would come
     * only after the deadline of {@code stop}.
     *
     * @param stop when to give up
     * @throws InterruptedException if the current thread is interrupted before or while it waits
     */
    void await(Context stop) throws InterruptedException;
}
