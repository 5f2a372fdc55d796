package io.github.waitgroup.spring.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.shutdown.LifecycleProbe;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinitionCustomizer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * A task that is in flight when the application closes, and uses the data source after that.
 *
 * <p>With {@code spring.task.execution.shutdown.await-termination=true} Boot's pool no longer waits in its lifecycle
 * phase but when it is destroyed. It is created before all others, under its alias {@code bootstrapExecutor}, and so
 * destroyed after them: when the data source is gone.
 */
class DataSourceTests {

    /** How long the task gives the application to close the data source too early. */
    private static final Duration MOMENT = Duration.ofMillis(400);

    @Test
    void springWithAwaitTerminationClosesTheDataSourceBeforeItWaits() {
        withDataSource(PlainSpring.boot())
                .withPropertyValues(
                        "spring.task.execution.shutdown.await-termination=true",
                        "spring.task.execution.shutdown.await-termination-period=30s")
                .run(context -> assertThat(queryWhileClosing(
                                context, context.getBean(ThreadPoolTaskExecutor.class), Fixtures.FOREVER))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("has been closed"));
    }

    @Test
    void springWithoutAwaitTerminationWaitsBeforeItClosesTheDataSource() {
        withDataSource(PlainSpring.boot())
                .run(context -> assertThat(
                                queryWhileClosing(context, context.getBean(ThreadPoolTaskExecutor.class), MOMENT))
                        .isNull());
    }

    @Test
    void starterWaitsBeforeTheDataSourceIsClosedInWhateverOrderBeansAreDestroyed() {
        BeanDefinitionCustomizer createdLast = definition -> definition.setLazyInit(true); // and so destroyed first
        withDataSource(Fixtures.starter(), createdLast).run(context -> {
            Group group = context.getBean(Group.class);
            assertThat(queryWhileClosing(context, task -> group.start(task::run), MOMENT))
                    .isNull();
            assertThat(group.counts().completed()).isOne();
        });
    }

    private static ApplicationContextRunner withDataSource(
            ApplicationContextRunner application, BeanDefinitionCustomizer... customizers) {
        return application
                .withBean(HikariDataSource.class, DataSourceTests::dataSource, customizers)
                .withBean(ClosingSignal.class, ClosingSignal::new);
    }

    private static HikariDataSource dataSource() {
        HikariDataSource dataSource = new HikariDataSource();
        dataSource.setJdbcUrl("jdbc:h2:mem:comparison");
        dataSource.setMaximumPoolSize(1);
        return dataSource;
    }

    /**
     * Closes the application while a task runs that queries the data source when that is closed, or after
     * {@code patience}. Returns what it got for that; null if the query succeeded.
     */
    private static Throwable queryWhileClosing(
            ConfigurableApplicationContext context, TaskExecutor executor, Duration patience) {
        HikariDataSource dataSource = context.getBean(HikariDataSource.class);
        ClosingSignal closing = context.getBean(ClosingSignal.class);
        CompletableFuture<@Nullable Throwable> outcome = new CompletableFuture<>();
        CountDownLatch running = new CountDownLatch(1);
        executor.execute(() -> {
            running.countDown();
            Fixtures.await(closing.begun);
            waitUntilClosed(dataSource, patience);
            outcome.complete(query(dataSource));
        });
        Fixtures.await(running);
        context.close();
        assertThat(outcome).as("the task was waited for").isDone();
        return outcome.join();
    }

    private static void waitUntilClosed(HikariDataSource dataSource, Duration patience) {
        long start = System.nanoTime();
        while (!dataSource.isClosed() && System.nanoTime() - start < patience.toNanos()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static @Nullable Throwable query(HikariDataSource dataSource) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
            return null;
        } catch (SQLException e) {
            return e;
        }
    }

    /** Says that the application has begun to close. */
    private static final class ClosingSignal extends LifecycleProbe {

        private final CountDownLatch begun;

        ClosingSignal() {
            this(new CountDownLatch(1));
        }

        private ClosingSignal(CountDownLatch begun) {
            super(Integer.MAX_VALUE, begun::countDown);
            this.begun = begun;
        }
    }
}
