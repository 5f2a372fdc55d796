package io.github.waitgroup.spring.async;

import static io.github.waitgroup.spring.async.AsyncFixtures.executor;
import static io.github.waitgroup.spring.async.AsyncFixtures.group;
import static io.github.waitgroup.spring.async.AsyncFixtures.taskNames;
import static io.github.waitgroup.spring.async.AsyncFixtures.withAsync;
import static io.github.waitgroup.spring.async.AsyncFixtures.withoutAsync;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ManagedGroup;
import io.github.waitgroup.spring.async.AsyncFixtures.Mailer;
import io.github.waitgroup.spring.async.AsyncFixtures.WithMailer;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** The executors and groups that exist. */
@ExtendWith(OutputCaptureExtension.class)
class ApplicationTaskExecutorTests {

    private static final String NO_EFFECT =
            "wait-group.async.enabled has no effect: the application has executors of its own";

    @Test
    void executorIsBootsUnlessThePropertyIsSet() {
        withoutAsync().run(context -> {
            assertThat(executor(context)).isNotInstanceOf(GroupTaskExecutor.class);
            assertThat(context.getBeansOfType(Group.class)).containsOnlyKeys("defaultGroup");
        });
    }

    @Test
    void executorOfTheGroupTakesThePlaceOfBoots(CapturedOutput output) {
        withAsync().run(context -> {
            assertThat(context.getBeanNamesForType(Executor.class)).containsExactly("applicationTaskExecutor");
            assertThat(executor(context))
                    .isInstanceOf(GroupTaskExecutor.class)
                    .hasToString("GroupTaskExecutor[async]")
                    .isSameAs(context.getBean(TaskExecutor.class))
                    .isSameAs(context.getBean("bootstrapExecutor"));
            assertThat(output).doesNotContain(NO_EFFECT);
        });
    }

    @Test
    void executorTakesThePlaceOfTheOneForVirtualThreadsToo() {
        withAsync()
                .withPropertyValues("spring.threads.virtual.enabled=true")
                .run(context -> assertThat(executor(context)).isInstanceOf(GroupTaskExecutor.class));
    }

    @Test
    void executorOfTheApplicationIsLeftAloneAndTheLogSaysSo(CapturedOutput output) {
        withAsync().withUserConfiguration(OwnExecutor.class).run(context -> {
            assertThat(context.getBeanNamesForType(Executor.class)).containsExactly("own");
            assertThat(output).contains("WARN", NO_EFFECT, "GroupTaskDecorator", "spring.task.execution.mode=force");
        });
    }

    @Test
    void executorOfTheApplicationMayHaveTheNameOfBoots(CapturedOutput output) {
        withAsync().withUserConfiguration(OwnApplicationTaskExecutor.class).run(context -> {
            assertThat(executor(context)).isInstanceOf(SimpleAsyncTaskExecutor.class);
            assertThat(output).contains(NO_EFFECT);
        });
    }

    @Test
    void forcedExecutorIsThereBesideThatOfTheApplication(CapturedOutput output) {
        withAsync()
                .withPropertyValues("spring.task.execution.mode=force")
                .withUserConfiguration(OwnExecutor.class, WithMailer.class)
                .run(context -> {
                    assertThat(context.getBeanNamesForType(Executor.class))
                            .containsExactlyInAnyOrder("own", "applicationTaskExecutor");
                    asyncMethodIsATaskOfTheGroup(context.getBean(Mailer.class), group(context));
                    assertThat(output).doesNotContain(NO_EFFECT);
                });
    }

    @Test
    void asyncMethodsRunInTheGroupAlsoIfThereIsAScheduler() {
        withAsync()
                .withUserConfiguration(WithMailer.class, Scheduler.class)
                .run(context -> asyncMethodIsATaskOfTheGroup(context.getBean(Mailer.class), group(context)));
    }

    @Test
    void childContextUsesTheExecutorOfItsParent(CapturedOutput output) {
        withAsync()
                .run(parent -> withAsync()
                        .withParent(parent)
                        .withUserConfiguration(WithMailer.class)
                        .run(child -> {
                            assertThat(executor(child)).isSameAs(executor(parent));
                            asyncMethodIsATaskOfTheGroup(child.getBean(Mailer.class), group(parent));
                            assertThat(output).doesNotContain(NO_EFFECT);
                        }));
    }

    @Test
    void defaultGroupStaysTheOneThatIsInjected() {
        withAsync()
                .withPropertyValues("wait-group.groups.async.timeout=7s")
                .withUserConfiguration(Injected.class)
                .run(context -> {
                    assertThat(context.getBean(Injected.class).group.name()).isEqualTo("default");
                    assertThat(context.getBean(Injected.class).async).isSameAs(group(context));
                    assertThat(context.getBean(GroupRegistry.class).managed())
                            .extracting(ManagedGroup::name)
                            .containsExactly("async", "default");
                });
    }

    @Test
    void settingsOfTheGroupAreThoseOfItsName() {
        withAsync()
                .withPropertyValues("wait-group.groups.async.timeout=7s")
                .run(context -> assertThat(context.getBean(GroupRegistry.class)
                                .findManaged("async")
                                .orElseThrow()
                                .settings()
                                .timeout())
                        .hasSeconds(7));
    }

    @Test
    void tasksMayRunInAGroupThatIsThereAnyway() {
        withAsync()
                .withPropertyValues("wait-group.async.group=orders", "wait-group.groups.orders.timeout=7s")
                .run(context -> {
                    assertThat(context.getBeansOfType(Group.class)).containsOnlyKeys("ordersGroup");
                    assertThat(context.getBean(Group.class).name()).isEqualTo("orders");
                    assertThat(executor(context)).hasToString("GroupTaskExecutor[orders]");
                });
    }

    @Test
    void groupOfAnotherNameIsCreatedLikeOneWithSettings() {
        withAsync().withPropertyValues("wait-group.async.group=back-ground").run(context -> {
            assertThat(context.getBeansOfType(Group.class)).containsOnlyKeys("backGroundGroup");
            assertThat(context.getBean(Group.class).name()).isEqualTo("back-ground");
        });
    }

    @Test
    void groupOfTheApplicationIsUsed() {
        withAsync().withUserConfiguration(OwnGroup.class).run(context -> {
            assertThat(context.getBeansOfType(Group.class)).containsOnlyKeys("asyncGroup");
            assertThat(context.getBean(Group.class)).isSameAs(OwnGroup.GROUP);
            assertThat(executor(context)).hasToString("GroupTaskExecutor[async]");
        });
    }

    private static void asyncMethodIsATaskOfTheGroup(Mailer mailer, Group group) {
        mailer.send();
        mailer.awaitBegun();
        assertThat(taskNames(group)).containsExactly("AsyncFixtures.Mailer.send");
        mailer.end();
        Fixtures.awaitEmpty(group);
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnExecutor {

        @Bean
        Executor own() {
            return new SimpleAsyncTaskExecutor();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnApplicationTaskExecutor {

        @Bean
        SimpleAsyncTaskExecutor applicationTaskExecutor() {
            return new SimpleAsyncTaskExecutor();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Scheduler {

        @Bean(defaultCandidate = false)
        TaskScheduler taskScheduler() {
            return new ThreadPoolTaskScheduler();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnGroup {

        static final Group GROUP = new Group("async");

        @Bean
        Group asyncGroup() {
            return GROUP;
        }
    }

    static class Injected {

        private final Group group;
        private final Group async;

        Injected(Group group, @Qualifier("asyncGroup") Group async) {
            this.group = group;
            this.async = async;
        }
    }
}
