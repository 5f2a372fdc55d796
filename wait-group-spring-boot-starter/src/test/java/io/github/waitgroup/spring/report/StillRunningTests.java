package io.github.waitgroup.spring.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.shutdown.LifecycleProbe;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.context.Lifecycle;

/** The beans of a phase that still run, also if one of them does not answer. */
class StillRunningTests {

    private final CountDownLatch released = new CountDownLatch(1);

    @Test
    void beansThatRunOrDoNotAnswerAreNamed() {
        LifecycleProbe running = new LifecycleProbe(0, () -> {});
        running.start();
        Map<String, Object> singletons = Map.of(
                "running",
                running,
                "stopped",
                new LifecycleProbe(0, () -> {}),
                "failing",
                new Answering(() -> {
                    throw new IllegalStateException("on purpose");
                }),
                "silent",
                new Answering(() -> Fixtures.await(released)));
        assertThat(StillRunning.of(List.of("running", "stopped", "failing", "unknown", "silent"), singletons))
                .containsExactly("running", "silent");
        released.countDown();
    }

    /** Does something before it says that it has stopped. */
    private record Answering(Runnable before) implements Lifecycle {

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public boolean isRunning() {
            before.run();
            return false;
        }
    }
}
