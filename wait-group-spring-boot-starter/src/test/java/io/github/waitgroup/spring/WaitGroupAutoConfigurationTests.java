package io.github.waitgroup.spring;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.async.AsyncAutoConfiguration;
import io.github.waitgroup.spring.endpoint.WaitGroupsEndpointAutoConfiguration;
import io.github.waitgroup.spring.metrics.GroupMetricsAutoConfiguration;
import io.github.waitgroup.spring.shutdown.GroupShutdownAutoConfiguration;
import io.github.waitgroup.spring.worker.GroupWorkerAutoConfiguration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

@ExtendWith(OutputCaptureExtension.class)
class WaitGroupAutoConfigurationTests {

    private static final String ORDERS = "wait-group.groups.orders.timeout=7s";

    @Test
    void defaultGroupExistsWithoutAnyConfiguration() {
        starter().run(hasOnlyGroup("defaultGroup", "default"));
    }

    @Test
    void nothingElseIsConfiguredWithoutGroups() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        GroupShutdownAutoConfiguration.class,
                        GroupWorkerAutoConfiguration.class,
                        AsyncAutoConfiguration.class,
                        GroupMetricsAutoConfiguration.class,
                        WaitGroupsEndpointAutoConfiguration.class))
                .run(context -> assertThat(context.getBeanDefinitionNames())
                        .noneMatch(name -> name.toLowerCase(Locale.ROOT).contains("group") && !name.contains(".")));
    }

    @Test
    void groupNamedInPropertiesReplacesTheDefaultOne() {
        starter().withPropertyValues(ORDERS).run(hasOnlyGroup("ordersGroup", "orders"));
    }

    @Test
    void groupIsNamedInPropertiesByItsKeyAlone() {
        starter().withPropertyValues("wait-group.groups.orders=").run(hasOnlyGroup("ordersGroup", "orders"));
    }

    @Test
    void defaultGroupCanHaveProperties() {
        starter()
                .withPropertyValues("wait-group.groups.default.timeout=7s")
                .run(hasOnlyGroup("defaultGroup", "default"));
    }

    @Test
    void defaultGroupBacksOffWhenUserHasOne() {
        starter().withUserConfiguration(OwnMail.class).run(hasOnlyGroup("mailGroup", "own-mail"));
    }

    @Test
    void defaultGroupBacksOffWhenUserHasOneThatIsLazy() {
        starter().withUserConfiguration(LazyGroup.class).run(hasOnlyGroup("lazy", "lazy"));
    }

    @Test
    void defaultGroupBacksOffWhenUserHasFactoryBean() {
        starter().withUserConfiguration(ProducedByFactory.class).run(hasOnlyGroup("produced", "produced"));
    }

    @Test
    void defaultGroupBacksOffWhenParentContextHasOne() {
        starter()
                .run(parent -> starter().withParent(parent).run(context -> {
                    assertThat(context.getBeanNamesForType(Group.class)).isEmpty();
                    assertThat(context.getBean(Group.class)).isSameAs(parent.getBean(Group.class));
                    assertThat(context.getBean(GroupRegistry.class).managed()).isEmpty();
                }));
    }

    @Test
    void defaultGroupExistsBesideOneThatIsNoDefaultCandidate() {
        starter().withUserConfiguration(NoDefaultCandidate.class).run(context -> {
            assertThat(context.getBean(Group.class).name()).isEqualTo("default");
            assertThat(context.getBean(GroupRegistry.class).managed())
                    .extracting(ManagedGroup::name)
                    .containsExactly("aside", "default");
        });
    }

    @Test
    void userGroupAndPropertiesOfOneNameAreOneGroup() {
        starter()
                .withUserConfiguration(OwnOrders.class)
                .withPropertyValues(ORDERS)
                .run(isTheUsers(OwnOrders.GROUP, "ordersGroup"));
    }

    @Test
    void propertiesNeverReplaceAnAlias() {
        starter()
                .withUserConfiguration(OwnOrdersByAlias.class)
                .withPropertyValues(ORDERS)
                .run(isTheUsers(OwnOrders.GROUP, "mine"));
    }

    @Test
    void propertiesNeverReplaceASingletonThatHasNoDefinition() {
        Group own = new Group("orders");
        starter()
                .withPropertyValues(ORDERS)
                .withInitializer(context -> context.getBeanFactory().registerSingleton("ordersGroup", own))
                .run(isTheUsers(own, "ordersGroup"));
    }

    @Test
    void groupsAreInjectedByParameterNameAndByQualifier() {
        starter()
                .withPropertyValues(ORDERS, "wait-group.groups.order-mail.timeout=3s")
                .withUserConfiguration(Injected.class)
                .run(context -> assertThat(context.getBean(Injected.class))
                        .extracting(injected -> injected.first.name(), injected -> injected.second.name())
                        .containsExactly("orders", "order-mail"));
    }

    @Test
    void failuresAreLoggedWithTaskGroupAndStack(CapturedOutput output) {
        starter().run(context -> {
            fail(context.getBean(Group.class), "mail-42", new IllegalStateException("no such mailbox"));
            assertThat(output)
                    .contains("ERROR [default/mail-42] LoggingFailureHandler"
                            + " : Task 'mail-42' of group 'default' failed")
                    .contains("IllegalStateException: no such mailbox")
                    .contains("at " + WaitGroupAutoConfigurationTests.class.getName());
        });
    }

    @Test
    void userFailureHandlerReplacesTheLog(CapturedOutput output) {
        CompletableFuture<Throwable> handled = new CompletableFuture<>();
        ApplicationContextRunner runner = starter()
                .withBean(FailureHandler.class, () -> (in, task, failure) -> handled.complete(failure))
                .withPropertyValues(ORDERS);
        runner.run(context -> {
            assertThat(context).hasSingleBean(FailureHandler.class);
            RuntimeException failure = new IllegalStateException("seen");
            fail(context.getBean("ordersGroup", Group.class), "fails", failure);
            assertThat(handled).isCompletedWithValue(failure);
            assertThat(output).doesNotContain("failed");
        });
    }

    @Test
    void applicationKeepsTheExecutorOfBoot() {
        starter()
                .withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
                .run(context -> assertThat(context.getBeanNamesForType(Executor.class))
                        .containsExactly("applicationTaskExecutor"));
    }

    @Test
    void groupClosesWithItsContextEvenIfNothingElseStopsIt() {
        ApplicationContextRunner runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(WaitGroupAutoConfiguration.class));
        for (String bean : new String[] {"defaultGroup", "ordersGroup"}) {
            String[] properties = bean.equals("ordersGroup") ? new String[] {ORDERS} : new String[0];
            runner.withPropertyValues(properties).run(context -> {
                Group group = context.getBean(bean, Group.class);
                Fixtures.startUntilStopped(group, "poller");
                context.close();
                assertThat(group.state()).isEqualTo(Group.State.STOPPED);
                assertThat(group.counts().completed()).isOne();
            });
        }
    }

    private static ContextConsumer<AssertableApplicationContext> hasOnlyGroup(String bean, String name) {
        return context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBeanNamesForType(Group.class)).containsExactly(bean);
            assertThat(context.getBean(Group.class).name()).isEqualTo(name);
            assertThat(context.getBean(GroupRegistry.class).managed())
                    .singleElement()
                    .satisfies(managed -> assertThat(managed.beanName()).isEqualTo(bean))
                    .satisfies(managed -> assertThat(managed.name()).isEqualTo(name))
                    .satisfies(managed -> assertThat(managed.group()).isSameAs(context.getBean(bean)));
        };
    }

    private static ContextConsumer<AssertableApplicationContext> isTheUsers(Group own, String bean) {
        return context -> {
            hasOnlyGroup(bean, "orders").accept(context);
            assertThat(context.getBean(Group.class)).isSameAs(own);
            assertThat(context.getBean(GroupRegistry.class).managed())
                    .singleElement()
                    .satisfies(
                            managed -> assertThat(managed.settings().timeout()).hasSeconds(7));
        };
    }

    private static void fail(Group group, String task, RuntimeException failure) {
        group.start(task, () -> {
            throw failure;
        });
        Fixtures.awaitEmpty(group);
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnMail {

        @Bean
        Group mailGroup() {
            return new Group("own-mail");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnOrders {

        static final Group GROUP = new Group("orders");

        @Bean
        Group ordersGroup() {
            return GROUP;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnOrdersByAlias {

        @Bean({"mine", "ordersGroup"})
        Group mine() {
            return OwnOrders.GROUP;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LazyGroup {

        @Bean
        @Lazy
        Group lazy() {
            return new Group("lazy");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class NoDefaultCandidate {

        @Bean(defaultCandidate = false)
        Group aside() {
            return new Group("aside");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ProducedByFactory {

        @Bean
        FactoryBean<Group> produced() {
            return new GroupFactory();
        }
    }

    static class GroupFactory implements FactoryBean<Group> {

        @Override
        public Group getObject() {
            return new Group("produced");
        }

        @Override
        public Class<Group> getObjectType() {
            return Group.class;
        }
    }

    static class Injected {

        private final Group first;
        private final Group second;

        Injected(Group ordersGroup, @Qualifier("orderMailGroup") Group other) {
            this.first = ordersGroup;
            this.second = other;
        }
    }
}
