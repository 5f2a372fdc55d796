package io.github.waitgroup.sample.rolling;

import java.time.Duration;

/** How a replica is made to leave. */
enum Variant {
    /** Spring Boot with its graceful shutdown, and nothing else. */
    PLAIN("plain Boot", Duration.ZERO, "--wait-group.web.enabled=false"),

    /** The same with the usual remedy: a hook that sleeps before the signal is sent. */
    PRE_STOP("plain Boot, preStop sleep of 5 s", Duration.ofSeconds(5), "--wait-group.web.enabled=false"),

    /** The starter with its defaults, but without a delay. */
    OURS("Wait Group, no delay", Duration.ZERO, "--wait-group.web.shutdown-delay=0s"),

    /** The application with the setting that waits for the balancer. */
    OURS_DELAY("Wait Group, shutdown-delay of 4 s", Duration.ZERO, "--wait-group.web.shutdown-delay=4s");

    private final String title;
    private final Duration preStop;
    private final String argument;

    Variant(String title, Duration preStop, String argument) {
        this.title = title;
        this.preStop = preStop;
        this.argument = argument;
    }

    String title() {
        return title;
    }

    /** How long after the decision that the replica leaves the signal is sent. */
    Duration preStop() {
        return preStop;
    }

    /** What the application is started with. */
    String argument() {
        return argument;
    }
}
