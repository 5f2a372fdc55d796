package io.github.waitgroup.sample.delivery;

import io.github.waitgroup.Group;
import io.github.waitgroup.sample.informer.InformerProperties;
import io.github.waitgroup.sample.informer.Listener;
import io.github.waitgroup.sample.informer.Outbox;
import io.github.waitgroup.sample.informer.SharedInformer;
import io.github.waitgroup.sample.order.Order;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** One informer for all three listeners. */
@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

    @Bean
    Listener<Order> emailListener(Group deliveriesGroup, ListenerProperties properties) {
        return new SlowListener("email", deliveriesGroup, properties.maxDelay());
    }

    @Bean
    Listener<Order> stockListener(Group deliveriesGroup, ListenerProperties properties) {
        return new SlowListener("stock", deliveriesGroup, properties.maxDelay());
    }

    @Bean
    Listener<Order> auditListener(Group deliveriesGroup, ListenerProperties properties) {
        return new SlowListener("audit", deliveriesGroup, properties.maxDelay());
    }

    @Bean
    SharedInformer<Order> informer(
            Outbox<Order> outbox, List<Listener<Order>> listeners, InformerProperties properties) {
        return new SharedInformer<>(outbox, listeners, Order::copy, properties);
    }
}
