package io.github.waitgroup;

import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The end of a membership when a stage completes. */
final class FollowedStage implements BiConsumer<@Nullable Object, @Nullable Throwable> {

    private final Membership membership;

    /**
     * Holds the stage for as long as something can complete it: it may be a view of another one, which alone refers to
     * this object.
     */
    @SuppressWarnings({"unused", "UnusedVariable"})
    private final CompletionStage<?> stage;

    private FollowedStage(Membership membership, CompletionStage<?> stage) {
        this.membership = membership;
        this.stage = stage;
    }

    static void follow(Membership membership, CompletionStage<?> stage) {
        try {
            membership.endWithOwner(stage);
            stage.whenComplete(new FollowedStage(membership, stage));
        } catch (Throwable notFollowed) {
            membership.fail();
            throw notFollowed;
        }
    }

    @Override
    public void accept(@Nullable Object value, @Nullable Throwable failure) {
        if (failure == null) {
            membership.close();
        } else {
            membership.fail();
        }
    }
}
