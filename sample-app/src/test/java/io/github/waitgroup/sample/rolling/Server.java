package io.github.waitgroup.sample.rolling;

import io.github.waitgroup.sample.SampleProcess;
import io.github.waitgroup.sample.rolling.netty.ReactiveOrders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What serves the requests of a replica. */
enum Server {
    /** The sample. */
    TOMCAT("Tomcat") {
        @Override
        SampleProcess start(Path directory, Path log, Variant variant) throws IOException {
            List<String> own = List.of(
                    "--spring.datasource.url=jdbc:h2:mem:orders;DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1",
                    "--sample.listener.max-delay=1ms");
            return SampleProcess.start(directory, log, variant.environment(), with(own, variant));
        }
    },

    /**
     * A small reactive application that looks like the sample to the clients; a {@code sample.jar} is not used for it.
     */
    NETTY("Netty") {
        @Override
        SampleProcess start(Path directory, Path log, Variant variant) throws IOException {
            // a file that does not exist, in the place of the sample's
            List<String> own = List.of("--spring.config.name=reactive-orders");
            return SampleProcess.start(directory, log, ReactiveOrders.class, variant.environment(), with(own, variant));
        }
    };

    private final String title;

    Server(String title) {
        this.title = title;
    }

    /** As Spring Boot calls it. */
    String title() {
        return title;
    }

    /** Starts a replica that has no orders, and waits until it serves. */
    abstract SampleProcess start(Path directory, Path log, Variant variant) throws IOException;

    private static List<String> with(List<String> arguments, Variant variant) {
        return Stream.concat(arguments.stream(), variant.arguments().stream()).toList();
    }
}
