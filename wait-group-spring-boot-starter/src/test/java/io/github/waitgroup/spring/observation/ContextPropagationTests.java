package io.github.waitgroup.spring.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.async.AsyncAutoConfiguration;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import io.micrometer.tracing.Tracer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.core.task.AsyncTaskExecutor;

/** The context of a task with tracing, with Spring's own asynchrony, with both, and with neither. */
class ContextPropagationTests {

    private static final String KEY = "order";

    private final Tenant tenant = new Tenant();

    @BeforeEach
    void register() {
        ContextRegistry.getInstance().registerThreadLocalAccessor(tenant);
        tenant.setValue("blue");
        MDC.put(KEY, "42");
        tenant.captures.set(0);
    }

    @AfterEach
    void clear() {
        ContextRegistry.getInstance().removeThreadLocalAccessor(Tenant.KEY);
        tenant.setValue();
        MDC.clear();
    }

    @Test
    void contextIsCapturedOnceForATaskWithTracingAndAsync() {
        withAsync().run(context -> {
            assertThat(ofAsyncTask(context)).isEqualTo("blue 42");
            assertThat(tenant.captures).hasValue(1);
            assertThat(ofTask(context)).isEqualTo("blue null");
            assertThat(tenant.captures).hasValue(2);
        });
    }

    @Test
    void asyncTasksAloneHaveAContextWithoutTracing() {
        withAsync().withClassLoader(new FilteredClassLoader(Tracer.class)).run(context -> {
            assertThat(ofAsyncTask(context)).isEqualTo("blue 42");
            assertThat(tenant.captures).hasValue(1);
            assertThat(ofTask(context)).isEqualTo("null null");
            assertThat(tenant.captures).hasValue(1);
        });
    }

    @Test
    void tasksHaveNoMdcWithTracingAlone() {
        runner().run(context -> {
            assertThat(ofTask(context)).isEqualTo("blue null");
            assertThat(tenant.captures).hasValue(1);
        });
    }

    @Test
    void groupThatIsNamedAsTheAsyncOneHasNoMdcIfAsyncIsOff() {
        runner().withPropertyValues("wait-group.groups.async.timeout=1s")
                .run(context -> assertThat(ofTask(context)).isEqualTo("blue null"));
    }

    @Test
    void contextIsNotPropagatedWithoutTracingAndAsync() {
        runner().withClassLoader(new FilteredClassLoader(Tracer.class)).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(ContextPropagation.class);
            assertThat(ofTask(context)).isEqualTo("null null");
        });
    }

    @Test
    void contextIsNotPropagatedWithoutGroups() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ContextPropagationAutoConfiguration.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ContextPropagation.class));
    }

    private static ApplicationContextRunner runner() {
        return Fixtures.starter()
                .withConfiguration(
                        AutoConfigurations.of(TaskExecutionAutoConfiguration.class, AsyncAutoConfiguration.class));
    }

    private static ApplicationContextRunner withAsync() {
        return runner().withPropertyValues("wait-group.async.enabled=true");
    }

    private String ofAsyncTask(ApplicationContext context) throws Exception {
        return context.getBean("applicationTaskExecutor", AsyncTaskExecutor.class)
                .submitCompletable(this::seen)
                .get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS);
    }

    private String ofTask(ApplicationContext context) throws Exception {
        CompletableFuture<String> inTask = new CompletableFuture<>();
        context.getBean(Group.class).start("mail-42", () -> inTask.complete(seen()));
        return inTask.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS);
    }

    private String seen() {
        return tenant.current.get() + " " + MDC.get(KEY);
    }

    /** Counts how often the thread of the test is asked for its value. */
    private static final class Tenant implements ThreadLocalAccessor<String> {

        static final String KEY = "tenant";

        final ThreadLocal<@Nullable String> current = new ThreadLocal<>();
        final AtomicInteger captures = new AtomicInteger();

        private final Thread test = Thread.currentThread();

        @Override
        public Object key() {
            return KEY;
        }

        @Override
        public @Nullable String getValue() {
            if (Thread.currentThread() == test) {
                captures.incrementAndGet();
            }
            return current.get();
        }

        @Override
        public void setValue(String value) {
            current.set(value);
        }

        @Override
        public void setValue() {
            current.remove();
        }
    }
}
