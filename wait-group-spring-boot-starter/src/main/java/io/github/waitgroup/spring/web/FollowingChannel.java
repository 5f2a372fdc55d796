package io.github.waitgroup.spring.web;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.StopChannel;

/** A stop channel that closes when another one does. Once it is released, the other holds no reference to it. */
final class FollowingChannel {

    private final CloseableStopChannel channel = new CloseableStopChannel();
    private final StopChannel.Registration registration;

    FollowingChannel(StopChannel followed) {
        this.registration = followed.onClose(channel::close);
    }

    StopChannel channel() {
        return channel;
    }

    /** Idempotent. */
    void release() {
        registration.cancel();
    }
}
