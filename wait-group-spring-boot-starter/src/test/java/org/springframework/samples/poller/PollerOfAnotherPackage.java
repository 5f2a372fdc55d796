package org.springframework.samples.poller;

import io.github.waitgroup.spring.worker.GroupWorker;
import java.util.concurrent.CountDownLatch;

/** A worker in a package such as Spring's own samples have. */
public class PollerOfAnotherPackage {

    public final CountDownLatch polled = new CountDownLatch(1);

    @GroupWorker
    void poll() {
        polled.countDown();
    }
}
