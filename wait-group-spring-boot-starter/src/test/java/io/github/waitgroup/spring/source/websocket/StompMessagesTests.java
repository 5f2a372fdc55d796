package io.github.waitgroup.spring.source.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.messaging.support.ExecutorSubscribableChannel;
import org.springframework.messaging.support.MessageBuilder;

/** The messages of a channel, from their receipt to the end of their handling. */
class StompMessagesTests {

    private final Group group = new Group("websocket-messages", (failed, task, failure) -> {});
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final List<Integer> activeInHandler = new ArrayList<>();

    @Test
    void messageIsATaskWhileItWaitsAndWhileItIsHandled() {
        ExecutorSubscribableChannel channel = channel(waiting::add);
        channel.send(message(SimpMessageType.MESSAGE, "/app/orders"));
        channel.send(message(SimpMessageType.MESSAGE, "/app/orders"));
        assertThat(group.counts().active()).isEqualTo(2);
        waiting.remove().run();
        assertThat(group.counts().active()).isOne();
        waiting.remove().run();
        assertThat(group.counts().completed()).isEqualTo(2);
        assertThat(activeInHandler).containsExactly(2, 1);
    }

    @Test
    void messagesForOthersAreNotTasks() {
        ExecutorSubscribableChannel channel = channel(waiting::add);
        channel.send(message(SimpMessageType.MESSAGE, "/topic/news"));
        channel.send(message(SimpMessageType.HEARTBEAT, null));
        assertThat(group.counts().accepted()).isZero();
    }

    @Test
    void messageThatNoThreadTakesHasFailed() {
        ExecutorSubscribableChannel channel = channel(task -> {
            throw new IllegalStateException("no thread");
        });
        assertThatThrownBy(() -> channel.send(message(SimpMessageType.MESSAGE, "/app/orders")))
                .hasRootCauseMessage("no thread");
        assertThat(group.counts().failed()).isOne();
        assertThat(group.counts().active()).isZero();
    }

    @Test
    void messageThatAnInterceptorDropsHasEnded() {
        ExecutorSubscribableChannel channel = channel(Runnable::run, new ExecutorChannelInterceptor() {
            @Override
            public @Nullable Message<?> beforeHandle(Message<?> message, MessageChannel to, MessageHandler handler) {
                return null;
            }
        });
        channel.send(message(SimpMessageType.MESSAGE, "/app/orders"));
        assertThat(activeInHandler).isEmpty();
        assertThat(group.counts().completed()).isOne();
    }

    @Test
    void messageThatNeverArrivesEndsWhenItIsLost() {
        ExecutorSubscribableChannel channel = channel(dropped -> {});
        channel.send(message(SimpMessageType.MESSAGE, "/app/orders"));
        await().atMost(Fixtures.FOREVER).untilAsserted(() -> {
            System.gc();
            assertThat(group.anomalies().leaked()).isOne();
        });
        assertThat(group.counts().active()).isZero();
    }

    @Test
    void messageThatALaterInterceptorReplacesIsATaskWhileItIsHandled() {
        ExecutorSubscribableChannel channel = channel(waiting::add);
        channel.addInterceptor(new ChannelInterceptor() {
            @Override
            public Message<?> preSend(Message<?> message, MessageChannel to) {
                return MessageBuilder.createMessage(message.getPayload(), message.getHeaders());
            }
        });
        channel.send(message(SimpMessageType.MESSAGE, "/app/orders"));
        assertThat(group.counts().active()).isZero();
        waiting.remove().run();
        assertThat(activeInHandler).containsExactly(1);
        assertThat(group.counts().active()).isZero();
        assertThat(group.counts().failed()).isZero();
    }

    @Test
    void messageThatALaterInterceptorReplacesAndAnotherDropsHasFailed() {
        ExecutorSubscribableChannel channel = channel(waiting::add);
        channel.addInterceptor(new ChannelInterceptor() {
            @Override
            public Message<?> preSend(Message<?> message, MessageChannel to) {
                return MessageBuilder.createMessage(message.getPayload(), message.getHeaders());
            }
        });
        channel.addInterceptor(new ChannelInterceptor() {
            @Override
            public @Nullable Message<?> preSend(Message<?> message, MessageChannel to) {
                return null;
            }
        });
        channel.send(message(SimpMessageType.MESSAGE, "/app/orders"));
        assertThat(waiting).isEmpty();
        assertThat(group.counts().failed()).isOne();
        assertThat(group.counts().active()).isZero();
    }

    private ExecutorSubscribableChannel channel(Executor executor, ExecutorChannelInterceptor... interceptors) {
        ExecutorSubscribableChannel channel = new ExecutorSubscribableChannel(executor);
        for (ExecutorChannelInterceptor each : interceptors) {
            channel.addInterceptor(each);
        }
        SimpAnnotationMethodMessageHandler handler =
                new SimpAnnotationMethodMessageHandler(channel, channel, new SimpMessagingTemplate(channel)) {
                    @Override
                    public void handleMessage(Message<?> message) {
                        activeInHandler.add((int) group.counts().active());
                    }
                };
        handler.setDestinationPrefixes(List.of("/app"));
        channel.subscribe(handler);
        new StompMessages(group, channel, handler).afterSingletonsInstantiated();
        return channel;
    }

    private static Message<byte[]> message(SimpMessageType type, @Nullable String destination) {
        SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.create(type);
        if (destination != null) {
            headers.setDestination(destination);
        }
        return MessageBuilder.createMessage(new byte[0], headers.getMessageHeaders());
    }
}
