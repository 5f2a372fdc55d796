package io.github.waitgroup.sample.delivery;

import io.github.waitgroup.StopChannel;
import io.github.waitgroup.sample.informer.SharedInformer;
import io.github.waitgroup.sample.order.Order;
import io.github.waitgroup.spring.worker.GroupWorker;
import org.springframework.stereotype.Component;

/** Runs the informer as a worker of its group: from when the application is ready until its stop signal. */
@Component
final class InformerWorker {

    private final SharedInformer<Order> informer;

    InformerWorker(SharedInformer<Order> informer) {
        this.informer = informer;
    }

    @GroupWorker(group = "informer", name = "informer", rehearsable = true)
    void run(StopChannel stop) {
        informer.run(stop);
    }
}
