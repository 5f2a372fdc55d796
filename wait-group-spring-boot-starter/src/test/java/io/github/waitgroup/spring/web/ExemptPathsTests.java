package io.github.waitgroup.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Exempt requests: those for the paths of the application, however a client writes other paths. */
class ExemptPathsTests {

    private static final String PATTERNS = "--wait-group.web.exempt-paths=/internal/**,/files/free/**";

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "JETTY"})
    void pathsAreThoseOfSpring(Server server) throws Exception {
        try (WebApplication application = open(server, PATTERNS)) {
            assertPathsOfSpring(application, "");
            assertPathsOfOtherServlets(application, "");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "JETTY"})
    void pathsAreBelowThoseOfTheContextAndOfTheDispatcherServlet(Server server) throws Exception {
        try (WebApplication application =
                open(server, PATTERNS, "--server.servlet.context-path=/shop", "--spring.mvc.servlet.path=/api")) {
            assertPathsOfSpring(application, "/shop/api");
            assertPathsOfOtherServlets(application, "/shop");
            assertTracked(application, "/shop/files/api/internal/a");
            assertTracked(application, "/shop/files/api/actuator/health");
        }
    }

    @Test
    void pathsOfWebFluxAreBelowItsBasePath() throws Exception {
        try (WebApplication application = open(Server.NETTY, PATTERNS)) {
            assertPathsOfSpring(application, "");
        }
        try (WebApplication application = open(Server.NETTY, PATTERNS, "--spring.webflux.base-path=/shop")) {
            assertPathsOfSpring(application, "/shop");
        }
    }

    @Test
    void pathIsALongRunningOneByEachReading() {
        ConfiguredPaths news = new ConfiguredPaths("none", List.of("/news/**"));
        assertThat(news.mayContain(read("/news/tea", "/news/tea"))).isTrue();
        assertThat(news.mayContain(read("/news/../tea", "/tea"))).as("Spring's").isTrue();
        assertThat(news.mayContain(read("/tea/../news", "/news")))
                .as("the server's")
                .isTrue();
        assertThat(news.mayContain(read("/%6eews/tea", "/news/tea"))).isTrue();
        assertThat(news.mayContain(read("/tea/news", "/tea/news"))).isFalse();
        assertThat(news.mayContain(read("/%6eewspaper", "/newspaper"))).isFalse();
    }

    private static RequestedPath read(String sent, String served) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", sent);
        request.setServletPath(served);
        return new ServletRequestedPath(request);
    }

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT", "JETTY"})
    void actuatorIsNotExemptWhereItIsNot(Server server) throws Exception {
        try (WebApplication application = open(server, "--management.server.port=0")) {
            assertTracked(application, "/actuator/health");
        }
        try (WebApplication application = open(server, "--management.endpoints.web.base-path=/manage")) {
            assertTracked(application, "/actuator/health");
            assertExempt(application, "/manage/health");
        }
    }

    private static void assertPathsOfSpring(WebApplication application, String prefix) throws Exception {
        for (String exempt : new String[] {
            "/internal/a",
            "/internal/a%25",
            "/%69nternal/a",
            "/internal;a=b/a",
            "/internal;a=b;c/a;d",
            "/actuator/health",
            "/%61ctuator/health",
            "/actuator;a=b/health",
            "/actuator"
        }) {
            assertExempt(application, prefix + exempt);
        }
        for (String tracked : new String[] {
            "/any/a",
            "/any/internal/a",
            "/any/..%2finternal/a",
            "/any/../internal/a",
            "/any/%2e%2e/internal/a",
            "/any/..;/internal/a",
            "/any;/internal/a",
            "/internal%2fa",
            "/internal%252fa",
            "/internal%3b/a",
            "/internals/a",
            "/Internal/a",
            "/actuators",
            "/actuator%2fhealth",
            "/actuator%252fhealth",
            "//internal/a"
        }) {
            assertTracked(application, prefix + tracked);
        }
    }

    private static void assertPathsOfOtherServlets(WebApplication application, String prefix) throws Exception {
        for (String exempt : new String[] {"/files/free/a", "/files/free/a%25b", "/files/%66ree/a"}) {
            assertExempt(application, prefix + exempt);
        }
        for (String tracked : new String[] {
            "/files/a",
            "/files/internal/a",
            "/files/actuator/health",
            "/files/free/../a",
            "/files/free/..;/a",
            "/files/free/%2e%2e/a",
            "/internal/../files/a",
            "/internal/..;/files/a",
            "/actuator/../files/a",
            "/actuator;a/../files/a",
            "/actuator/health.do",
            "//files/a"
        }) {
            assertTracked(application, prefix + tracked);
        }
    }

    /** Jetty refuses an encoded percent sign by itself. */
    private static void assertExempt(WebApplication application, String path) throws Exception {
        long before = Server.requests(application).counts().accepted();
        assertThat(status(application, path)).as(path).isEqualTo(isRefusedByServer(application, path) ? 400 : 200);
        assertThat(Server.requests(application).counts().accepted()).as(path).isEqualTo(before);
    }

    /** A server may refuse by itself a path that can be read in two ways. */
    private static void assertTracked(WebApplication application, String path) throws Exception {
        Group requests = Server.requests(application);
        long before = requests.counts().accepted();
        int status = status(application, path);
        Fixtures.awaitEmpty(requests);
        assertThat(requests.counts().accepted() - before)
                .as(path + ", " + status)
                .isEqualTo(status == 400 ? 0 : 1);
    }

    private static boolean isRefusedByServer(WebApplication application, String path) {
        boolean isJetty = application.context().getBeanProvider(JettyServletWebServerFactory.class).stream()
                .findAny()
                .isPresent();
        return isJetty && path.contains("%25");
    }

    private static int status(WebApplication application, String path) throws Exception {
        try (RawConnection connection = new RawConnection(application)) {
            return connection.get(path).status();
        }
    }

    private static WebApplication open(Server server, String... arguments) {
        return server == Server.NETTY
                ? server.open(Any.class, arguments)
                : server.open(List.of(Others.class, Any.class), arguments);
    }

    @Configuration(proxyBeanMethods = false)
    static class Others {

        @Bean
        ServletRegistrationBean<HttpServlet> files() {
            return new ServletRegistrationBean<>(new Files(), "/files/*", "*.do");
        }
    }

    private static final class Files extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {}
    }

    @RestController
    static class Any {

        @GetMapping("/{*path}")
        String any() {
            return "any";
        }
    }
}
