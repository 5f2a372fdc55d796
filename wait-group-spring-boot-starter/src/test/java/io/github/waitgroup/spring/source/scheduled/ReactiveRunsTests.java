package io.github.waitgroup.spring.source.scheduled;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.ShutdownClock;
import io.micrometer.observation.Observation;
import java.lang.reflect.Method;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.scheduling.support.ScheduledTaskObservationContext;
import org.springframework.util.ReflectionUtils;
import reactor.core.publisher.Mono;

class ReactiveRunsTests {

    private static final Method METHOD =
            Objects.requireNonNull(ReflectionUtils.findMethod(ReactiveRunsTests.class, "send"));

    private final Group group = new Group("scheduled-tasks");
    private final ScheduledRuns runs = new ScheduledRuns(group, new ShutdownClock(new GenericApplicationContext()));
    private final ReactiveRuns handler = new ReactiveRuns(runs);

    Mono<String> send() {
        return Mono.empty();
    }

    @Test
    void handlerOfAClosedApplicationContextEndsWhatHasBegunAndTracksNoMore() {
        ScheduledTaskObservationContext context = new ScheduledTaskObservationContext(this, METHOD);
        assertThat(handler.supportsContext(context)).isTrue();
        runs.runOnce("send", () -> handler.onStart(context));
        assertThat(group.counts().active()).isOne();
        handler.close();
        assertThat(handler.supportsContext(context)).isFalse();
        ScheduledTaskObservationContext later = new ScheduledTaskObservationContext(this, METHOD);
        runs.runOnce("later", () -> handler.onStart(later));
        handler.onStop(context);
        assertThat(group.counts().completed()).isEqualTo(2);
        assertThat(group.counts().active()).isZero();
    }

    @Test
    void handlerThatIsRegisteredTwiceAddsOnePublisher() {
        ScheduledTaskObservationContext context = new ScheduledTaskObservationContext(this, METHOD);
        runs.runOnce("send", () -> {
            handler.onStart(context);
            handler.onStart(context);
        });
        handler.onStop(context);
        handler.onStop(context);
        assertThat(group.counts().completed()).isOne();
    }

    @Test
    void contextThatTakesNothingIsNoFailureOfTheRun() {
        ScheduledTaskObservationContext hostile = new ScheduledTaskObservationContext(this, METHOD) {
            @Override
            public <T> Observation.Context put(Object key, T value) {
                throw new StackOverflowError();
            }
        };
        runs.runOnce("send", () -> handler.onStart(hostile));
        assertThat(group.counts().completed()).isOne();
        assertThat(group.counts().active()).isZero();
    }
}
