package io.github.waitgroup.sample.order;

import io.github.waitgroup.sample.problem.BodyTooLargeException;
import io.github.waitgroup.sample.problem.Reason;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Every error is an RFC 9457 problem detail; one that is the client's names the fields that are wrong. */
@RestControllerAdvice
final class OrderProblems extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(OrderProblems.class);

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return badRequest(
                failure,
                failure.getBody(),
                failure.getFieldErrors().stream()
                        .map(OrderProblems::invalid)
                        .sorted(Comparator.comparing(Invalid::field))
                        .toList(),
                headers,
                status,
                request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        List<Invalid> errors = failure.getParameterValidationResults().stream()
                .flatMap(parameter -> parameter.getResolvableErrors().stream()
                        .map(error -> new Invalid(
                                String.valueOf(parameter.getMethodParameter().getParameterName()),
                                String.valueOf(error.getDefaultMessage()))))
                .toList();
        return badRequest(failure, failure.getBody(), errors, headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String field = failure instanceof MethodArgumentTypeMismatchException argument
                ? argument.getName()
                : String.valueOf(failure.getPropertyName());
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, "Invalid request parameter.");
        return badRequest(
                failure, problem, List.of(new Invalid(field, "is not a valid value")), headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (BodyTooLargeException.isCauseOf(failure)) {
            ProblemDetail problem = BodyTooLargeException.problem();
            return handleExceptionInternal(failure, problem, headers, HttpStatus.CONTENT_TOO_LARGE, request);
        }
        if (!(failure.getCause() instanceof JacksonException unfit)
                || path(unfit).isEmpty()) {
            ProblemDetail problem =
                    ProblemDetail.forStatusAndDetail(status, "The request body is not a valid JSON object.");
            return badRequest(failure, problem, List.of(), headers, status, request);
        }
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, "Invalid request content.");
        String message = unfit instanceof UnrecognizedPropertyException ? "is unknown" : "is not a valid value";
        return badRequest(failure, problem, List.of(new Invalid(path(unfit), message)), headers, status, request);
    }

    /** No database connection in time, a database that is down, or a disk that is full: nothing was changed. */
    @ExceptionHandler({DataAccessException.class, TransactionException.class})
    @Nullable
    ResponseEntity<Object> unavailable(Exception failure, WebRequest request) {
        log.warn("A request was refused, as the database cannot be used: {}", Reason.of(failure));
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, "1");
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE, "The service is overloaded, or its database is unavailable.");
        return handleExceptionInternal(failure, problem, headers, HttpStatus.SERVICE_UNAVAILABLE, request);
    }

    /** With its type set, a problem is sent whatever the client accepts. */
    @Override
    protected ResponseEntity<Object> createResponseEntity(
            @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(body);
    }

    private @Nullable ResponseEntity<Object> badRequest(
            Exception failure,
            ProblemDetail problem,
            List<Invalid> errors,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        if (!errors.isEmpty()) {
            problem.setProperty("errors", errors);
        }
        return handleExceptionInternal(failure, problem, headers, status, request);
    }

    private static Invalid invalid(FieldError error) {
        return new Invalid(error.getField(), String.valueOf(error.getDefaultMessage()));
    }

    private static String path(JacksonException unfit) {
        return unfit.getPath().stream()
                .map(JacksonException.Reference::getPropertyName)
                .map(String::valueOf)
                .collect(Collectors.joining("."));
    }

    /** A field or parameter that is wrong, and why. */
    record Invalid(String field, String message) {}
}
