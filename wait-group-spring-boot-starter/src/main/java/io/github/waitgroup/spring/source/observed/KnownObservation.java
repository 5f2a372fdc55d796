package io.github.waitgroup.spring.source.observed;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An observation of a library.
 *
 * @param switchOn the property without which it does not occur; null if it occurs by default
 * @param source the property of the source that tracks its work already; null if there is none
 */
record KnownObservation(@Nullable String switchOn, @Nullable String source) {

    /** By name. */
    static final Map<String, KnownObservation> BY_NAME = Map.of(
            "http.server.requests", new KnownObservation(null, "wait-group.web.enabled"),
            "tasks.scheduled.execution", new KnownObservation(null, "wait-group.sources.scheduled.enabled"),
            "spring.kafka.listener",
                    new KnownObservation(
                            "spring.kafka.listener.observation-enabled", "wait-group.sources.kafka.enabled"),
            "spring.rabbit.listener",
                    new KnownObservation(
                            "spring.rabbitmq.listener.simple.observation-enabled", "wait-group.sources.rabbit.enabled"),
            "jms.message.process", new KnownObservation(null, "wait-group.sources.jms.enabled"),
            "grpc.server", new KnownObservation(null, "wait-group.sources.grpc.enabled"),
            "spring.batch.job", new KnownObservation(null, "wait-group.sources.batch.enabled"),
            "spring.integration.handler",
                    new KnownObservation("spring.integration.management.observation-patterns", null),
            "spring.aws.sqs.listener", new KnownObservation("spring.cloud.aws.sqs.observation-enabled", null));
}
