package io.github.waitgroup.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.TaskCounts;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Requests whose handlers throw: Spring MVC answers within the filter, WebFlux outside of it, and both count alike. */
class ErrorStatusTests {

    @ParameterizedTest
    @EnumSource
    void requestThatIsAnsweredWithAnErrorStatusHasNotFailed(Server server) throws Exception {
        try (WebApplication application = server.open(Errors.class)) {
            Group requests = Server.requests(application);
            assertThat(application.get("/no-such-path").statusCode()).isEqualTo(404);
            assertThat(application.get("/errors/not-found").statusCode()).isEqualTo(404);
            assertThat(application.get("/errors/broken").statusCode()).isEqualTo(500);
            assertThat(application.get("/errors/taken").statusCode()).isEqualTo(409);
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(4, 4, 0, 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestThatThrowsWhatSaysNothingOfAnAnswerHasFailed(Server server) throws Exception {
        try (WebApplication application = server.open(Errors.class)) {
            Group requests = Server.requests(application);
            assertThat(application.get("/errors/unexpected").statusCode()).isEqualTo(500);
            Fixtures.awaitEmpty(requests);
            assertThat(requests.counts()).isEqualTo(new TaskCounts(1, 0, 1, 0));
        }
    }

    @RestController
    static class Errors {

        @GetMapping("/errors/not-found")
        String notFound() {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }

        @GetMapping("/errors/broken")
        String broken() {
            throw new ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR);
        }

        @GetMapping("/errors/taken")
        String taken() {
            throw new Taken();
        }

        @GetMapping("/errors/unexpected")
        String unexpected() {
            throw new IllegalStateException("expected by the test");
        }
    }

    @ResponseStatus(HttpStatus.CONFLICT)
    private static final class Taken extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }
}
