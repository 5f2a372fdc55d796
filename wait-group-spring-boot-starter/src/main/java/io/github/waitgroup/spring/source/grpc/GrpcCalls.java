package io.github.waitgroup.spring.source.grpc;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.StopChannel;
import io.grpc.Context;

/** The gRPC calls that this application answers, for the code that answers them. */
public final class GrpcCalls {

    private static final StopChannel NEVER = new CloseableStopChannel();

    /** The stop channel of a call that streams its answer. */
    static final Context.Key<StopChannel> STOP_CHANNEL = Context.keyWithDefault("wait-group-stop-channel", NEVER);

    private GrpcCalls() {}

    /**
     * The stop channel of the current call, if that streams its answer. It is closed when the application stops: for
     * one call after the other, over the time of {@code wait-group.web.long-running-grace}. The method that answers the
     * call then ends it. A call that is open at the end of that time gets the status {@code UNAVAILABLE}.
     *
     * <pre>{@code
     * void watch(String topic, StreamObserver<String> answer) {
     *     GrpcCalls.stopChannel().onClose(answer::onCompleted);
     *     answer.onNext("now watching " + topic);
     * }
     * }</pre>
     *
     * @return the channel of the call in the current {@link Context} of gRPC; one that is never closed if there is no
     *     such call, if it has a single answer, or if the source of gRPC calls is switched off
     */
    public static StopChannel stopChannel() {
        return STOP_CHANNEL.get();
    }
}
