package io.github.waitgroup.spring;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.waitgroup.Group;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

class GroupRegistryTests {

    private final ApplicationContextRunner two =
            starter().withPropertyValues("wait-group.groups.orders.timeout=7s", "wait-group.groups.mail.phase=5");

    @Test
    void groupIsFoundByItsName() {
        two.run(context -> {
            GroupRegistry groups = context.getBean(GroupRegistry.class);
            assertThat(groups.get("orders")).isSameAs(context.getBean("ordersGroup"));
            assertThat(groups.find("orders")).containsSame(context.getBean("ordersGroup", Group.class));
        });
    }

    @Test
    void groupsAreOrderedByName() {
        two.run(context -> assertThat(context.getBean(GroupRegistry.class).managed())
                .extracting(ManagedGroup::name)
                .containsExactly("mail", "orders"));
    }

    @Test
    void unknownNameIsAnErrorThatNamesTheKnownOnes() {
        two.run(context -> {
            GroupRegistry groups = context.getBean(GroupRegistry.class);
            assertThat(groups.find("payments")).isEmpty();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> groups.get("payments"))
                    .withMessageContainingAll("'payments'", "[mail, orders]", "wait-group.groups.payments.timeout");
        });
    }

    @Test
    void settingsThatAreNotGivenAreTheDefaults() {
        two.run(context -> {
            GroupRegistry groups = context.getBean(GroupRegistry.class);
            assertThat(groups.findManaged("mail").orElseThrow().settings())
                    .usingRecursiveComparison()
                    .ignoringFields("phase")
                    .isEqualTo(WaitGroupProperties.GroupSettings.DEFAULTS);
            assertThat(groups.findManaged("mail").orElseThrow().phase()).isEqualTo(5);
            assertThat(groups.findManaged("orders").orElseThrow().phase())
                    .isEqualTo(WaitGroupProperties.GroupSettings.DEFAULT_PHASE);
        });
    }

    @Test
    void settingsBelongToTheNameOfTheGroupNotOfTheBean() {
        starter()
                .withUserConfiguration(MisnamedBean.class)
                .withPropertyValues("wait-group.groups.mail.timeout=7s")
                .run(context -> {
                    GroupRegistry groups = context.getBean(GroupRegistry.class);
                    ManagedGroup mail = groups.findManaged("mail").orElseThrow();
                    assertThat(mail.beanName()).isEqualTo("mailGroup");
                    assertThat(mail.settings().timeout()).hasSeconds(7);
                    assertThat(groups.find("orders")).isEmpty();
                    assertThat(groups.findManaged("of-its-own").orElseThrow().settings())
                            .isEqualTo(WaitGroupProperties.GroupSettings.DEFAULTS);
                });
    }

    @Test
    void settingsThatNoGroupHasBecauseTheNameIsThatOfABeanFailTheStart() {
        starter()
                .withUserConfiguration(MisnamedBean.class)
                .withPropertyValues("wait-group.groups.orders.timeout=3s")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageContaining("Bean 'ordersGroup' is the group 'of-its-own'"));
    }

    @Test
    void groupsCanBeLookedUpWhileBeansAreStillBeingCreated() {
        two.withUserConfiguration(EarlyLookUp.class)
                .run(context ->
                        assertThat(context.getBean(EarlyLookUp.class).found).isSameAs(context.getBean("ordersGroup")));
    }

    @Test
    void oneGroupMayBeTwoBeans() {
        two.withUserConfiguration(SecondBean.class)
                .run(context -> assertThat(context.getBean(GroupRegistry.class).managed())
                        .extracting(ManagedGroup::name)
                        .containsExactly("mail", "orders"));
    }

    @Test
    void groupsOfTheParentContextAreNotListed() {
        two.run(parent -> starter()
                .withParent(parent)
                .withBean("own", Group.class, () -> new Group("own"))
                .run(context -> assertThat(context.getBean(GroupRegistry.class).managed())
                        .extracting(ManagedGroup::name)
                        .containsExactly("own")));
    }

    @Test
    void groupsOfTheParentContextAreNotCreatedAgainFromThePropertiesThatTheChildInherits() {
        two.run(parent -> starter()
                .withParent(parent)
                .run(context -> assertThat(context.getBean("ordersGroup")).isSameAs(parent.getBean("ordersGroup"))));
    }

    @Configuration(proxyBeanMethods = false)
    static class MisnamedBean {

        @Bean
        Group ordersGroup() {
            return new Group("of-its-own");
        }
    }

    static class EarlyLookUp {

        private final Group found;

        EarlyLookUp(GroupRegistry groups) {
            found = groups.get("orders");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SecondBean {

        @Bean
        @Primary
        Group main(Group ordersGroup) {
            return ordersGroup;
        }
    }
}
