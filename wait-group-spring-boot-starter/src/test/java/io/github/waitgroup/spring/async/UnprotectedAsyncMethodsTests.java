package io.github.waitgroup.spring.async;

import static io.github.waitgroup.spring.async.AsyncFixtures.withoutAsync;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.async.AsyncFixtures.WithMailer;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.scheduling.annotation.EnableAsync;

/** The hint at methods for which a shutdown does not wait. */
@ExtendWith(OutputCaptureExtension.class)
class UnprotectedAsyncMethodsTests {

    private static final String LINE = "Set wait-group.async.enabled=true: then it waits for them";

    private final ApplicationContextRunner virtual =
            withoutAsync().withPropertyValues("spring.threads.virtual.enabled=true");

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void methodsInVirtualThreadsAreLoggedOnce(CapturedOutput output) {
        virtual.withUserConfiguration(WithMailer.class)
                .run(context ->
                        assertThat(output).containsOnlyOnce(LINE).contains("INFO [main] UnprotectedAsyncMethods"));
    }

    @Test
    void methodsInThePoolAreNotLogged(CapturedOutput output) {
        withoutAsync()
                .withUserConfiguration(WithMailer.class)
                .run(context -> assertThat(output).doesNotContain(LINE));
    }

    @Test
    void protectedMethodsAreNotLogged(CapturedOutput output) {
        virtual.withUserConfiguration(WithMailer.class)
                .withPropertyValues("wait-group.async.enabled=true")
                .run(context -> assertThat(output).doesNotContain(LINE));
    }

    @ParameterizedTest
    @ValueSource(classes = {NoMethods.class, OwnExecutor.class, OwnConfigurer.class, Decorated.class})
    void nothingIsLoggedWithoutMethodsOrWithAnExecutorOfTheApplicationsChoice(
            Class<?> configuration, CapturedOutput output) {
        virtual.withUserConfiguration(configuration).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(output).doesNotContain(LINE);
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    static class NoMethods {}

    @Configuration(proxyBeanMethods = false)
    static class OwnExecutor extends WithMailer {

        @Bean
        Executor own() {
            return new SimpleAsyncTaskExecutor();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnConfigurer extends WithMailer implements AsyncConfigurer {

        @Override
        public Executor getAsyncExecutor() {
            return new SimpleAsyncTaskExecutor();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Decorated extends WithMailer {

        @Bean
        GroupTaskDecorator decorator(Group group) {
            return new GroupTaskDecorator(group);
        }
    }
}
