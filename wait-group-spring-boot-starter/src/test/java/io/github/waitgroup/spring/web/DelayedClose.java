package io.github.waitgroup.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.WebApplication;
import java.util.concurrent.CountDownLatch;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/** The close of an application that is in its shutdown delay until a test ends it. */
final class DelayedClose {

    private final Thread closer;

    private DelayedClose(Thread closer) {
        this.closer = closer;
    }

    /** Returns when the application has begun to close. */
    static DelayedClose of(WebApplication application) {
        CountDownLatch begun = new CountDownLatch(1);
        application.context().addApplicationListener((ApplicationListener<ContextClosedEvent>)
                event -> begun.countDown());
        Thread closer = new Thread(application::close);
        closer.start();
        Fixtures.await(begun);
        return new DelayedClose(closer);
    }

    void end() throws InterruptedException {
        closer.interrupt();
        closer.join(Fixtures.FOREVER.toMillis());
        assertThat(closer.isAlive()).as("an interrupt ends the delay").isFalse();
    }
}
