package io.github.waitgroup.sample.rolling;

import io.github.waitgroup.sample.SampleProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How a replica is made to leave. */
enum Variant {
    /** Spring Boot with its graceful shutdown, and nothing else. */
    PLAIN("plain Boot", Duration.ZERO),

    /** The same with the usual remedy: a hook that sleeps before the signal is sent. */
    PRE_STOP("plain Boot, preStop sleep of 5 s", Duration.ofSeconds(5)),

    /** The starter with its defaults where it does not run on Kubernetes: there is no delay. */
    ELSEWHERE("Wait Group off Kubernetes: no delay", Duration.ZERO),

    /** The starter with its defaults, in the environment of a container on Kubernetes. */
    KUBERNETES("Wait Group on Kubernetes, no property set", Duration.ZERO);

    private final String title;
    private final Duration preStop;

    Variant(String title, Duration preStop) {
        this.title = title;
        this.preStop = preStop;
    }

    String title() {
        return title;
    }

    /** How long after the decision that the replica leaves the signal is sent. */
    Duration preStop() {
        return preStop;
    }

    /** What is in the environment of the application, besides that of the tests. */
    Map<String, String> environment() {
        return this == KUBERNETES ? SampleProcess.ENVIRONMENT_ON_KUBERNETES : Map.of();
    }

    /** What the application is started with. */
    List<String> arguments() {
        return switch (this) {
            case PLAIN, PRE_STOP -> List.of("--wait-group.web.enabled=false");
            case ELSEWHERE -> List.of("--spring.main.cloud-platform=none"); // the tests may run in a pod
            case KUBERNETES -> List.of();
        };
    }
}
