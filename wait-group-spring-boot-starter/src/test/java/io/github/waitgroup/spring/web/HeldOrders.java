package io.github.waitgroup.spring.web;

import java.util.List;

/** The orders of a shop on either web stack. A request for one is in flight until the test lets it be answered. */
interface HeldOrders {

    /** Waits until a request for {@code /orders/{id}} or {@code /follow-up} is in flight. */
    void awaitOrder();

    void answerOrder();

    /** Waits until a request for {@code /deferred} is in flight and has left its thread. */
    void awaitDeferred();

    /** Answers with {@code at last}. */
    void answerDeferred();

    /** The events so far, in their order. */
    List<String> events();
}
