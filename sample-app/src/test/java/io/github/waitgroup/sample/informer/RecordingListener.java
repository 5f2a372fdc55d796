package io.github.waitgroup.sample.informer;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A listener that remembers what it was given and then does what the test wants. */
final class RecordingListener<T> implements Listener<T> {

    interface Work<T> {
        void accept(T object) throws Exception;
    }

    final Queue<T> handled = new ConcurrentLinkedQueue<>();
    private final String name;
    private final Work<T> work;

    RecordingListener(String name) {
        this(name, object -> {});
    }

    RecordingListener(String name, Work<T> work) {
        this.name = name;
        this.work = work;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void handle(T object) throws Exception {
        handled.add(object);
        work.accept(object);
    }
}
