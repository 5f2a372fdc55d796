package io.github.waitgroup.spring;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

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

    private static ApplicationContextRunner withVariable(String variable) {
        return starter()
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .replace(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                new SystemEnvironmentPropertySource(
                                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                        Map.of(variable, "3s"))));
    }

    private static Duration timeout(GroupRegistry groups, String name) {
        return groups.findManaged(name).orElseThrow().settings().timeout();
    }
}
