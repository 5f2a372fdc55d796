package io.github.waitgroup.sample.order;

import io.github.waitgroup.sample.informer.SharedInformer;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The HTTP API. */
@RestController
@RequestMapping("/orders")
final class OrderController {

    private final Orders orders;
    private final Deliveries deliveries;
    private final SharedInformer<Order> informer;

    OrderController(Orders orders, Deliveries deliveries, SharedInformer<Order> informer) {
        this.orders = orders;
        this.deliveries = deliveries;
        this.informer = informer;
    }

    /**
     * 202 is a promise: the order is stored and will be delivered to every listener, even if the process is killed now.
     */
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Accepted> place(@Valid @RequestBody NewOrder order) {
        long id = orders.add(order.item(), order.quantity());
        informer.changed();
        return ResponseEntity.accepted().location(URI.create("/orders/" + id)).body(new Accepted(id));
    }

    @GetMapping("/{id}")
    Details get(@PathVariable long id) {
        // Pending first: a delivery that is recorded in between is seen twice rather than not at all.
        List<String> pending = deliveries.pendingOf(id);
        List<Delivery> delivered = deliveries.of(id);
        return orders.find(id)
                .map(order -> new Details(
                        id,
                        order.item(),
                        order.quantity(),
                        order.createdAt(),
                        delivered,
                        pending.stream()
                                .filter(listener -> isMissing(listener, delivered))
                                .toList()))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no order " + id));
    }

    @GetMapping
    Page list(
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit,
            @RequestParam(required = false) @Positive @Nullable Long before) {
        List<Order> page = orders.latest(before == null ? Long.MAX_VALUE : before, limit);
        boolean more = page.size() == limit;
        return new Page(page, more ? page.get(limit - 1).id() : null);
    }

    private static boolean isMissing(String listener, List<Delivery> delivered) {
        return delivered.stream().noneMatch(delivery -> delivery.listener().equals(listener));
    }

    /** The answer to a new order. */
    record Accepted(long id) {}

    /** An order with what is done and what is still to come. */
    record Details(
            long id, String item, int quantity, Instant createdAt, List<Delivery> deliveries, List<String> pending) {}

    /** Some orders, newest first; {@code before} gets the next ones, if there may be any. */
    record Page(List<Order> orders, @Nullable Long before) {}
}
