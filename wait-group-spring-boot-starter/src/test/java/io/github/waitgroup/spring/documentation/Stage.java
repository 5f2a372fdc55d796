package io.github.waitgroup.spring.documentation;

import io.github.waitgroup.Context;
import io.github.waitgroup.Group;
import io.github.waitgroup.RateLimitedSafeWaitGroup;
import io.github.waitgroup.SafeWaitGroup;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.worker.DrainRehearsals;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The application around the samples: what they use without declaring it. Samples are compiled with it and never run,
 * so nothing in it has a value. Samples of a file whose names mean something else have a nested class that is called
 * after the file.
 */
@SuppressWarnings({"NullAway", "unused"})
abstract class Stage {

    static final Duration NO_HURRY = Duration.ofDays(1);

    Logger log;
    Group group;
    Group ordersGroup;
    Group mailGroup;
    StopChannel stop;
    Context context;
    Context parent;
    DrainRehearsals rehearsals;
    RateLimitedSafeWaitGroup streams;
    ExecutorService pool;
    ThreadPoolTaskExecutor executor;

    Order order;
    Mailer mailer;
    Inbox inbox;
    Outbox outbox;
    Feed feed;
    Client client;
    Server server;
    File file;
    List<File> files;
    List<String> urls;
    Object reservation;

    abstract void exportNext();

    abstract void upload(@Nullable Instant deadline);

    abstract void upload(Duration timeLeft);

    abstract void lookUp(Context context);

    abstract void audit(Context context);

    abstract void release(Object reserved, Context bound);

    abstract void serve();

    abstract void poll();

    abstract void pollUntil(StopChannel stop);

    abstract void sendMail(int number);

    abstract void load(File file);

    abstract void store(String id);

    abstract void fetch(String url);

    abstract Report render(Order order);

    abstract Object handle(Object message);

    abstract void farewell(SseEmitter emitter);

    abstract Connection open() throws IOException;

    record Order(long id) {}

    record Report() {}

    interface Mailer {
        void send(Order order);
    }

    interface Inbox {
        void fetch();
    }

    interface Outbox {
        void sendNext() throws IOException;

        void deliverBatch();
    }

    interface Feed {
        SseEmitter subscribe();
    }

    interface Client {
        CompletionStage<String> send(Order order);
    }

    interface Server {
        boolean isUp();
    }

    interface Connection extends Closeable {
        Object next() throws IOException;
    }

    interface OrderQueue {
        void takeNext(Consumer<Order> handler);
    }

    interface Broker {
        Subscription subscribe(String topic, Consumer<Message> receiver);
    }

    interface Message {
        String id();

        void process();
    }

    interface Subscription {
        void start();

        void stop() throws InterruptedException;
    }

    interface FileServer {
        void addListener(TransferListener listener);

        void refuseTransfers();
    }

    interface TransferListener {
        boolean begins(String id);

        void received(String id, Chunk chunk) throws IOException;

        void ended(String id, @Nullable Throwable failure);
    }

    static final class FileServerAutoConfiguration {}

    record TransferTracking(Group group) implements TransferListener {

        @Override
        public boolean begins(String id) {
            return true;
        }

        @Override
        public void received(String id, Chunk chunk) {}

        @Override
        public void ended(String id, @Nullable Throwable failure) {}
    }

    interface Chunk {
        void store() throws IOException;
    }

    @SuppressWarnings("HidingField") // in this file a group is another thing
    abstract static class InSafeWaitGroup extends Stage {

        SafeWaitGroup group;
        Object request;

        static final class Response {

            static Object status(int status) {
                return status;
            }
        }
    }
}
