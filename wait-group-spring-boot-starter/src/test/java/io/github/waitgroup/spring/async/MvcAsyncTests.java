package io.github.waitgroup.spring.async;

import static io.github.waitgroup.spring.async.AsyncFixtures.get;
import static io.github.waitgroup.spring.async.AsyncFixtures.group;
import static io.github.waitgroup.spring.async.AsyncFixtures.taskNames;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A real Tomcat. */
class MvcAsyncTests {

    @Test
    void callableOfAControllerRunsInTheGroup() throws Exception {
        try (WebApplication application = WebApplication.run(Slow.class, "--wait-group.async.enabled=true")) {
            Slow.Controller controller = application.context().getBean(Slow.Controller.class);
            Group group = group(application.context());
            CompletableFuture<HttpResponse<String>> response = application.getAsync("/slow");
            Fixtures.await(controller.begun);
            assertThat(taskNames(group)).containsExactly("WebAsyncManager");
            assertThat(application.get("/actuator/waitgroups/async").body()).contains("\"WebAsyncManager\"");

            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            controller.answer.countDown();
            assertThat(get(response).body()).isEqualTo("async/WebAsyncManager");
            get(closed);
            assertThat(group.counts().completed()).isOne();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Slow.Controller.class)
    static class Slow {

        @RestController
        static class Controller {

            private final CountDownLatch begun = new CountDownLatch(1);
            private final CountDownLatch answer = new CountDownLatch(1);

            @GetMapping("/slow")
            Callable<String> slow() {
                return () -> {
                    begun.countDown();
                    Fixtures.await(answer);
                    return Thread.currentThread().getName();
                };
            }
        }
    }
}
