package io.github.waitgroup.spring.source.jms;

import io.github.waitgroup.Group;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;
import org.springframework.jms.listener.SessionAwareMessageListener;
import org.springframework.jms.listener.SubscriptionNameProvider;

/** A listener whose messages are tasks while it has them. A container treats the two kinds differently. */
abstract sealed class TrackedJmsListener implements SubscriptionNameProvider {

    private final Object listener;
    final String name;
    final Group group;

    private TrackedJmsListener(Object listener, String name, Group group) {
        this.listener = listener;
        this.name = name;
        this.group = group;
    }

    /** The name that a container derives from a listener if it has no other. */
    @Override
    public String getSubscriptionName() {
        return listener instanceof SubscriptionNameProvider named
                ? named.getSubscriptionName()
                : listener.getClass().getName();
    }

    static final class Plain extends TrackedJmsListener implements MessageListener {

        private final MessageListener listener;

        Plain(MessageListener listener, String name, Group group) {
            super(listener, name, group);
            this.listener = listener;
        }

        @Override
        public void onMessage(Message message) {
            group.runAdopted(name, () -> listener.onMessage(message));
        }
    }

    static final class SessionAware<M extends Message> extends TrackedJmsListener
            implements SessionAwareMessageListener<M> {

        private final SessionAwareMessageListener<M> listener;

        SessionAware(SessionAwareMessageListener<M> listener, String name, Group group) {
            super(listener, name, group);
            this.listener = listener;
        }

        @Override
        public void onMessage(M message, Session session) throws JMSException {
            group.<JMSException>runAdopted(name, () -> listener.onMessage(message, session));
        }
    }
}
