package io.github.waitgroup.sample.rolling;

import static io.github.waitgroup.sample.Patience.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Clients that read and place orders until they are stopped. Most keep their connection; the others connect anew for
 * each request, because those that keep theirs soon have one elsewhere, and nobody would notice that a replica has gone
 * before its time.
 */
final class Clients implements AutoCloseable {

    private static final String NEW_ORDER = "{\"item\": \"book\", \"quantity\": 1}";
    private static final int ONE_ORDER_IN = 4;
    private static final int ONE_NEWCOMER_IN = 5;
    private static final int MIN_PAUSE_MILLIS = 25;
    private static final int MAX_PAUSE_MILLIS = 125;

    private final Group group = new Group("clients");
    private final int number;
    private final int port;
    private final Tally tally;
    private final CountDownLatch served;

    Clients(int number, int port, Tally tally) {
        this.number = number;
        this.port = port;
        this.tally = tally;
        this.served = new CountDownLatch(number);
    }

    /** Starts them, and returns when each has had an answer. */
    void start() throws InterruptedException {
        for (int i = 0; i < number; i++) {
            Client client = new Client(new Random(i), i % ONE_NEWCOMER_IN != 0);
            group.startWithChannel("client-" + i, group.stopChannel(), client::run);
        }
        assertThat(served.await(FOREVER.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /** Ends what is under way, and the clients. */
    @Override
    public void close() {
        assertThat(group.stop(FOREVER).isDrained()).isTrue();
        assertThat(group.counts().failed()).as("clients that broke").isZero();
    }

    /** One of them. */
    private final class Client {

        private final Random random;
        private final boolean keepsConnection;

        private @Nullable Connection connection;

        Client(Random random, boolean keepsConnection) {
            this.random = random;
            this.keepsConnection = keepsConnection;
        }

        void run(StopChannel stop) {
            try {
                request();
                served.countDown();
                while (!stop.await(Duration.ofMillis(random.nextInt(MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS)))) {
                    request();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                disconnect();
            }
        }

        private void request() throws InterruptedException {
            boolean order = random.nextInt(ONE_ORDER_IN) == 0;
            try {
                Response response = attempt(order);
                boolean refused = response.isRefusal();
                if (refused) {
                    TimeUnit.SECONDS.sleep(response.retryAfterSeconds());
                    response = attempt(order);
                }
                if (response.status() != (order ? 202 : 200)) {
                    throw new Failure(
                            Failure.Kind.STATUS, response.status() + (refused ? " at the second attempt" : ""));
                }
                if (refused) {
                    tally.answeredAtSecondAttempt();
                } else {
                    tally.answered();
                }
            } catch (Failure failure) {
                tally.failed(failure);
                disconnect();
            }
        }

        private Response attempt(boolean order) throws Failure {
            Connection open = connection();
            Response response = order
                    ? open.exchange("POST", "/orders", NEW_ORDER)
                    : open.exchange("GET", "/orders/" + Replica.ORDER, "");
            if (response.closesConnection() || !keepsConnection) {
                disconnect();
            }
            return response;
        }

        private Connection connection() throws Failure {
            Connection open = connection;
            if (open != null && !open.isStale()) {
                return open;
            }
            disconnect();
            tally.connected();
            open = Connection.open(port);
            connection = open;
            return open;
        }

        private void disconnect() {
            if (connection != null) {
                connection.close();
                connection = null;
            }
        }
    }
}
