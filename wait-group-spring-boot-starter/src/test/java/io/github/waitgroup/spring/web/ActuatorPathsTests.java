package io.github.waitgroup.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import org.junit.jupiter.api.Test;

class ActuatorPathsTests {

    @Test
    void endpointsAreExemptBelowThePathOfTheDispatcherServlet() throws Exception {
        assertExempt("/api/actuator/health", "/api/plain", "--spring.mvc.servlet.path=/api");
    }

    @Test
    void endpointsAreExemptWithoutABasePath() throws Exception {
        assertExempt("/health", "/plain", "--management.endpoints.web.base-path=/");
    }

    @Test
    void additionalPathsOfHealthGroupsAreExemptWhereverTheManagementServerIs() throws Exception {
        assertExempt("/livez", "/plain", "--management.endpoint.health.probes.add-additional-paths=true");
        assertExempt(
                "/livez",
                "/plain",
                "--management.endpoint.health.probes.add-additional-paths=true",
                "--management.server.port=0");
    }

    @Test
    void listOfEndpointsIsExemptAndWhatElseIsBelowItIsNot() throws Exception {
        assertExempt("/actuator", "/actuator/of/the-application");
    }

    private static void assertExempt(String exempt, String tracked, String... arguments) throws Exception {
        try (WebApplication application = Server.TOMCAT.open(arguments)) {
            assertThat(application.get(exempt).statusCode()).isEqualTo(200);
            assertThat(application.get(tracked).statusCode()).isEqualTo(200);
            Fixtures.awaitEmpty(Server.requests(application));
            assertThat(Server.requests(application).counts().accepted()).isOne();
        }
    }
}
