package io.github.waitgroup.spring.web;

import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves one path until it is stopped from outside, on Tomcat or Reactor Netty. It is no nested class, because Spring
 * Boot does not find those again that were compiled ahead of time.
 */
@EnableAutoConfiguration(
        excludeName = {
            "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration",
            "org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration",
            "org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration"
        })
@Import(PingApplication.Ping.class)
class PingApplication {

    /**
     * Starts the application and prints its port.
     *
     * @param arguments {@code servlet} or {@code reactive}
     */
    public static void main(String[] arguments) {
        String port = new SpringApplication(PingApplication.class)
                .run(
                        "--server.port=0",
                        "--spring.main.web-application-type=" + arguments[0],
                        "--management.endpoints.access.default=none")
                .getEnvironment()
                .getProperty("local.server.port");
        String aheadOfTime = AotDetector.useGeneratedArtifacts() ? ", compiled ahead of time" : "";
        System.out.println("listens on " + port + aheadOfTime);
    }

    @RestController
    static class Ping {

        @GetMapping("/ping")
        String ping() {
            return "pong";
        }
    }
}
