package io.github.waitgroup.integration;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A library of others on the class path, which an application of these tests has only if it asks for it. */
enum Library {
    ACTUATOR("boot.(actuate|health|micrometer)"),
    BATCH("boot.batch"),
    CLOUD("cloud"),
    GRPC("boot.grpc"),
    INTEGRATION("boot.integration"),
    JMS("boot.(artemis|jms)"),
    JPA("boot.(data|hibernate|jdbc|persistence|transaction)"),
    KAFKA("boot.kafka"),
    QUARTZ("boot.quartz"),
    RABBIT("boot.amqp"),
    WEBSOCKET("boot.websocket");

    /** The name of the property with the libraries of an application, separated by commas. */
    static final String PROPERTY = "libraries";

    private final Pattern autoConfigurations;

    Library(String packages) {
        this.autoConfigurations = Pattern.compile("org.springframework." + packages + "[.]");
    }

    /** Whether the auto-configuration is a part of this library. */
    boolean has(String autoConfiguration) {
        return autoConfigurations.matcher(autoConfiguration).lookingAt();
    }

    /** The argument that gives an application these libraries, and no others. */
    static String argument(Library... libraries) {
        return "--" + PROPERTY + "=" + Arrays.stream(libraries).map(Enum::name).collect(Collectors.joining(","));
    }
}
