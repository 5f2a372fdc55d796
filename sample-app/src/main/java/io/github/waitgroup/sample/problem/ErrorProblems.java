package io.github.waitgroup.sample.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what no controller has answered: a failing filter, a status that was set by the container. */
@RestController
final class ErrorProblems implements ErrorController {

    /** Whatever the client accepts: a problem detail is better than nothing. */
    @RequestMapping("/error")
    ResponseEntity<ProblemDetail> error(HttpServletRequest request) {
        HttpStatus status = status(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE));
        ProblemDetail problem = status == HttpStatus.CONTENT_TOO_LARGE
                ? BodyTooLargeException.problem()
                : ProblemDetail.forStatus(status);
        problem.setInstance(path(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI)));
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    /** A request for this path itself has no status. */
    private static HttpStatus status(@Nullable Object code) {
        HttpStatus status = code instanceof Integer number ? HttpStatus.resolve(number) : HttpStatus.NOT_FOUND;
        return status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status;
    }

    private static @Nullable URI path(@Nullable Object path) {
        try {
            return path == null ? null : new URI(path.toString());
        } catch (URISyntaxException unfit) {
            return null;
        }
    }
}
