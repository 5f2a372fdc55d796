package io.github.waitgroup.sample.rolling;

import io.github.waitgroup.sample.SampleProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How a replica is made to leave. */
enum Variant {
    /** Spring Boot with its graceful shutdown, and nothing else. */
    PLAIN("plain Boot", Duration.ZERO, Map.of(), List.of("--wait-group.web.enabled=false")),

    /** The same with the usual remedy: a hook that sleeps before the signal is sent. */
    PRE_STOP(
            "plain Boot, preStop sleep of 5 s",
            Duration.ofSeconds(5),
            Map.of(),
            List.of("--wait-group.web.enabled=false")),

    /** The starter with its defaults where it does not run on Kubernetes: there is no delay. */
    ELSEWHERE(
            "Wait Group off Kubernetes: no delay",
            Duration.ZERO,
            Map.of(),
            List.of("--spring.main.cloud-platform=none")), // the tests may run in a pod

    /** The starter with its defaults, in the environment of a container on Kubernetes. */
    KUBERNETES(
            "Wait Group on Kubernetes, no property set",
            Duration.ZERO,
            SampleProcess.ENVIRONMENT_ON_KUBERNETES,
            List.of());

    private final String title;
    private final Duration preStop;
    private final Map<String, String> environment;
    private final List<String> arguments;

    Variant(String title, Duration preStop, Map<String, String> environment, List<String> arguments) {
        this.title = title;
        this.preStop = preStop;
        this.environment = environment;
        this.arguments = arguments;
    }

    String title() {
        return title;
    }

    /** How long after the decision that the replica leaves the signal is sent. */
    Duration preStop() {
        return preStop;
    }

    /** What is in the environment of the application. */
    Map<String, String> environment() {
        return environment;
    }

    /** What the application is started with. */
    List<String> arguments() {
        return arguments;
    }
}
