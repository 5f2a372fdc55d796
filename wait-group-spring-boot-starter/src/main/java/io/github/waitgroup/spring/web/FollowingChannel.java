package io.github.waitgroup.spring.web;

import io.github.waitgroup.CloseableStopChannel;
import io.github.waitgroup.StopChannel;

/** A stop channel that is closed when another one is. Once it is let go of, the other retains nothing of it. */
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
    void letGo() {
        registration.cancel();
    }
}
