package io.github.waitgroup.spring.web;

import static io.github.waitgroup.spring.web.ServletRequestsTests.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The moment in which Tomcat stops to listen. */
class TomcatServerSocketsTests {

    @Test
    void connectionThatWasAcceptedIsAnsweredAfterTheServerHasStoppedToListen() throws Exception {
        try (WebApplication application = Server.TOMCAT.open(Patient.class);
                RawConnection accepted = new RawConnection(application)) {
            assertThat(accepted.get("/plain").closes()).isFalse();
            CompletableFuture<Void> closed = Fixtures.runAsync(application::close);
            Awaitility.await("the server does not listen")
                    .atMost(Fixtures.FOREVER)
                    .until(() -> isRefused(application));
            RawConnection.Answer answer = accepted.get("/plain");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.closes()).isTrue();
            assertThat(accepted.isClosedByServer()).isTrue();
            get(closed);
        }
    }

    private static boolean isRefused(WebApplication application) throws IOException {
        try {
            new RawConnection(application).close();
            return false;
        } catch (ConnectException refused) {
            return true;
        }
    }

    /** Waits until the last connection has ended. */
    @Configuration(proxyBeanMethods = false)
    static class Patient {

        @Bean
        TomcatServerSockets sockets() {
            return new TomcatServerSockets(Fixtures.FOREVER);
        }
    }
}
