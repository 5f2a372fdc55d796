package io.github.waitgroup.sample.informer;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;

/** An outbox in memory, with hooks that tests use to block it or to let it fail. */
class MemoryOutbox<T> implements Outbox<T> {

    record Delivered(String listener, long key, int attempt) {}

    final Queue<Delivered> delivered = new ConcurrentLinkedQueue<>();
    final Queue<String> listed = new ConcurrentLinkedQueue<>();
    private final Map<String, ConcurrentSkipListMap<Long, Pending<T>>> pending = new ConcurrentHashMap<>();

    volatile Runnable beforeList = () -> {};
    volatile Runnable beforeDelivered = () -> {};

    MemoryOutbox(List<Listener<T>> listeners) {
        listeners.forEach(listener -> pending.put(listener.name(), new ConcurrentSkipListMap<>()));
    }

    void put(long key, T object) {
        pending.values().forEach(each -> each.put(key, new Pending<>(key, object, 0)));
    }

    List<Long> pendingKeys(String listener) {
        return List.copyOf(pending.get(listener).keySet());
    }

    int failures(String listener, long key) {
        return pending.get(listener).get(key).failures();
    }

    boolean isEmpty() {
        return pending.values().stream().allMatch(Map::isEmpty);
    }

    @Override
    public List<Pending<T>> pending(String listener, int limit) {
        listed.add(listener);
        beforeList.run();
        return pending.get(listener).values().stream().limit(limit).toList();
    }

    @Override
    public void delivered(String listener, long key, int attempt) {
        beforeDelivered.run();
        delivered.add(new Delivered(listener, key, attempt));
        pending.get(listener).remove(key);
    }

    @Override
    public void failed(String listener, long key) {
        pending.get(listener).computeIfPresent(key, (same, item) -> item.failedOnceMore());
    }
}
