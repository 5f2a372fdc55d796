package io.github.waitgroup.sample.rolling;

import io.github.waitgroup.sample.SampleProcess;
import io.github.waitgroup.sample.rolling.netty.ReactiveOrders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What serves the requests of a replica. */
enum Server {
    /** The sample. */
    TOMCAT("Tomcat") {
        @Override
        SampleProcess start(Path directory, Path log, String argument) throws IOException {
            return SampleProcess.start(
                    directory,
                    log,
                    Map.of(),
                    List.of(
                            argument,
                            "--spring.datasource.url=jdbc:h2:mem:orders;DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1",
                            "--sample.listener.max-delay=1ms"));
        }
    },

    /**
     * A small reactive application that looks like the sample to the clients; a {@code sample.jar} is not used for it.
     */
    NETTY("Netty") {
        @Override
        SampleProcess start(Path directory, Path log, String argument) throws IOException {
            return SampleProcess.start(
                    directory,
                    log,
                    ReactiveOrders.class,
                    List.of(
                            argument,
                            "--spring.config.name=reactive-orders", // a file that there is not, in the place of the
                            // sample's
                            "--spring.lifecycle.timeout-per-shutdown-phase=2s")); // as the sample has it
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
    abstract SampleProcess start(Path directory, Path log, String argument) throws IOException;
}
