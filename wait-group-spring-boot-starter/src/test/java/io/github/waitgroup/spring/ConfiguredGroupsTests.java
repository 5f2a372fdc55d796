package io.github.waitgroup.spring;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.async.AsyncAutoConfiguration;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.task.AsyncTaskExecutor;

class ConfiguredGroupsTests {

    @ParameterizedTest
    @CsvSource({
        "orders, ordersGroup",
        "Orders, ordersGroup",
        "order-mail, orderMailGroup",
        "orderMail, orderMailGroup",
        "order_mail, orderMailGroup",
        "orders.eu-west.1, ordersEuWest1Group",
        "-orders-, ordersGroup",
        "3d, 3dGroup",
        "größe, größeGroup",
        "SQL, sQLGroup"
    })
    void beanIsNamedAfterTheGroupInCamelCase(String group, String bean) {
        starter()
                .withPropertyValues("wait-group.groups[" + group + "].timeout=7s")
                .run(context -> {
                    assertThat(context.getBean(bean, Group.class).name()).isEqualTo(group);
                    assertThat(timeout(context.getBean(GroupRegistry.class), group))
                            .hasSeconds(7);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "wait-group.groups.orders.timeout",
        "waitGroup.groups.orders.timeout",
        "wait_group.groups.orders.timeout",
        "WAIT-GROUP.GROUPS.orders.TIMEOUT",
    })
    void propertyIsReadInEveryFormThatBootKnows(String property) {
        starter()
                .withPropertyValues(property + "=7s")
                .run(context -> assertThat(timeout(context.getBean(GroupRegistry.class), "orders"))
                        .hasSeconds(7));
    }

    @Test
    void environmentVariableDefinesGroup() {
        withVariable("WAITGROUP_GROUPS_ORDERS_TIMEOUT").run(context -> {
            assertThat(context.getBeanNamesForType(Group.class)).containsExactly("ordersGroup");
            assertThat(timeout(context.getBean(GroupRegistry.class), "orders")).hasSeconds(3);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "WAITGROUP_GROUPS_ORDERS_TIMEOUT, orders",
        "WAIT_GROUP_GROUPS_ORDERS_TIMEOUT, orders",
        "WAIT_GROUP_GROUPS_ORDER_MAIL_TIMEOUT, order-mail"
    })
    void environmentVariableChangesGroupOfAFile(String variable, String group) {
        withVariable(variable)
                .withPropertyValues("wait-group.groups." + group + ".phase=5")
                .run(context -> {
                    assertThat(context.getBeansOfType(Group.class)).hasSize(1);
                    assertThat(timeout(context.getBean(GroupRegistry.class), group))
                            .hasSeconds(3);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"order-mail", "orderMail", "order_mail", "ORDER-MAIL"})
    void environmentVariableOverridesTheGroupOfAFileInEachFormOfItsName(String name) {
        withVariable("WAITGROUP_GROUPS_ORDERMAIL_TIMEOUT")
                .withInitializer(inFile("wait-group.groups." + name + ".timeout"))
                .run(context -> {
                    assertThat(context.getBean(GroupRegistry.class).managed())
                            .extracting(ManagedGroup::name)
                            .containsExactly(name);
                    assertThat(timeout(context.getBean(GroupRegistry.class), name))
                            .hasSeconds(3);
                });
    }

    @Test
    void groupIsCalledAsInTheSourceThatOthersOverride() {
        starter()
                .withPropertyValues("wait-group.groups.orderMail.timeout=7s")
                .withInitializer(inFile("wait-group.groups.order-mail.timeout"))
                .run(context -> {
                    assertThat(context.getBeansOfType(Group.class)).hasSize(1);
                    assertThat(timeout(context.getBean(GroupRegistry.class), "order-mail"))
                            .hasSeconds(7);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"[order-mail]", "[order_mail]", ".orderMail"})
    void sameSettingsUnderTwoFormsOfOneNameAreOneGroup(String key) {
        starter()
                .withPropertyValues("wait-group.groups.ordermail.timeout=7s", "wait-group.groups" + key + ".timeout=7s")
                .run(context -> assertThat(context.getBeansOfType(Group.class)).hasSize(1));
    }

    private static ApplicationContextInitializer<ConfigurableApplicationContext> inFile(String property) {
        return context -> context.getEnvironment()
                .getPropertySources()
                .addLast(new MapPropertySource("file", Map.of(property, "20s")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ordermail", "orderMail", "order_mail", "ORDER-MAIL"})
    void settingsOfAGroupOfTheApplicationMayBeInAnyForm(String key) {
        starter()
                .withBean("orderMailGroup", Group.class, () -> new Group("order-mail"))
                .withPropertyValues("wait-group.groups." + key + ".timeout=7s")
                .run(context -> {
                    assertThat(context.getBeanNamesForType(Group.class)).containsExactly("orderMailGroup");
                    assertThat(timeout(context.getBean(GroupRegistry.class), "order-mail"))
                            .hasSeconds(7);
                });
    }

    @Test
    void groupOfAsynchronyMayBeNamedInAnyForm() {
        starter()
                .withConfiguration(
                        AutoConfigurations.of(TaskExecutionAutoConfiguration.class, AsyncAutoConfiguration.class))
                .withBean("orderMailGroup", Group.class, () -> new Group("order-mail"))
                .withPropertyValues("wait-group.async.enabled=true", "wait-group.async.group=ordermail")
                .run(context -> {
                    context.getBean("applicationTaskExecutor", AsyncTaskExecutor.class)
                            .execute(() -> {});
                    Fixtures.awaitEmpty(context.getBean(Group.class));
                    assertThat(context.getBean(Group.class).counts().completed())
                            .isOne();
                });
    }

    @Test
    void groupOfTheParentIsFoundInAnyForm() {
        starter()
                .withBean("orderMailGroup", Group.class, () -> new Group("order-mail"))
                .run(parent -> starter()
                        .withParent(parent)
                        .withPropertyValues("wait-group.groups.ordermail.timeout=7s")
                        .run(context -> {
                            assertThat(context).hasNotFailed();
                            assertThat(context.getBeanNamesForType(Group.class)).isEmpty();
                        }));
    }

    @Test
    void groupOfTheParentMayHaveAPolicyThatBothContextsKnow() {
        String policy = "wait-group.groups.orders.on-failure=stop-group";
        starter()
                .withPropertyValues(policy)
                .run(parent -> starter()
                        .withParent(parent)
                        .withPropertyValues(policy)
                        .run(context -> {
                            assertThat(context).hasNotFailed();
                            assertThat(context.getBean("ordersGroup")).isSameAs(parent.getBean("ordersGroup"));
                        }));
    }

    @Test
    void differentSettingsInBracketsAreRefused() {
        starter()
                .withPropertyValues("wait-group.groups.order-mail.timeout=5s")
                .withSystemProperties("wait-group.groups[order_mail].timeout=6s")
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(DuplicateGroupNameException.class)
                        .hasMessageContainingAll("order-mail", "order_mail"));
    }

    private static ApplicationContextRunner withVariable(String variable) {
        return EnvironmentVariables.in(starter(), Map.of(variable, "3s"));
    }

    private static Duration timeout(GroupRegistry groups, String name) {
        return groups.findManaged(name).orElseThrow().settings().timeout();
    }
}
