package io.github.waitgroup.spring.async;

import static io.github.waitgroup.spring.async.AsyncFixtures.currentTask;
import static io.github.waitgroup.spring.async.AsyncFixtures.executor;
import static io.github.waitgroup.spring.async.AsyncFixtures.get;
import static io.github.waitgroup.spring.async.AsyncFixtures.withAsync;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

class AsyncMethodNamesTests {

    private static final String NAME = "AsyncMethodNamesTests.NamedService.task";

    @Test
    void taskIsNamedWhateverTheOrderOfAsync() {
        withAsync().withUserConfiguration(Early.class).run(context -> {
            NamedService service = context.getBean(NamedService.class);
            assertThat(get(service.task())).isEqualTo(NAME);
        });
    }

    @Test
    void taskIsNamedAfterTheClassAlsoBehindAnInterface() {
        withAsync().withUserConfiguration(Interfaces.class).run(context -> {
            Service service = context.getBean(Service.class);
            assertThat(Proxy.isProxyClass(service.getClass())).isTrue();
            assertThat(get(service.task())).isEqualTo(NAME);
        });
    }

    @Test
    void taskIsNamedAlsoIfTheBeanIsAProxyAlready() {
        withAsync().withUserConfiguration(Proxied.class).run(context -> {
            NamedService service = context.getBean(NamedService.class);
            assertThat(get(service.task())).isEqualTo(NAME);
        });
    }

    @Test
    void nameOfACallIsNotLeftBehindForTheNextTask() {
        withAsync()
                .withPropertyValues("spring.task.execution.mode=force")
                .withUserConfiguration(InTheThreadOfTheCaller.class)
                .run(context -> {
                    context.getBean(InTheThreadOfTheCaller.Service.class).call();
                    assertThat(get(executor(context).submit(() -> currentTask())))
                            .isEqualTo("AsyncMethodNamesTests");
                });
    }

    interface Service {

        CompletableFuture<String> task();
    }

    static class NamedService implements Service {

        @Async
        @Override
        public CompletableFuture<String> task() {
            return CompletableFuture.completedFuture(currentTask());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync(order = Ordered.HIGHEST_PRECEDENCE, proxyTargetClass = true)
    @Import(NamedService.class)
    static class Early {}

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    @Import(NamedService.class)
    static class Interfaces {}

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    static class Proxied {

        @Bean
        NamedService service() {
            ProxyFactory factory = new ProxyFactory(new NamedService());
            factory.setProxyTargetClass(true);
            factory.addAdvice((MethodInterceptor) invocation -> invocation.proceed());
            return (NamedService) factory.getProxy();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    @Import(InTheThreadOfTheCaller.Service.class)
    static class InTheThreadOfTheCaller {

        @Bean
        Executor sync() {
            return new SyncTaskExecutor();
        }

        static class Service {

            @Async("sync")
            void call() {}
        }
    }
}
