package io.github.waitgroup.sample.problem;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** Thrown by the stream of a request's body when more is read than {@link BodyLimit} allows. */
public final class BodyTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BodyTooLargeException() {
        super("The request body is longer than " + BodyLimit.MAX_BYTES + " bytes.");
    }

    /** Whether the failure is, or was caused by, a body that is too long. */
    public static boolean isCauseOf(Throwable failure) {
        return NestedExceptionUtils.getMostSpecificCause(failure) instanceof BodyTooLargeException;
    }

    /** Returns the problem detail that the client gets, with status 413. */
    public static ProblemDetail problem() {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.CONTENT_TOO_LARGE, "The request body is longer than " + BodyLimit.MAX_BYTES + " bytes.");
    }
}
