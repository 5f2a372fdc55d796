package io.github.waitgroup.spring;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.spring.web.ReactiveTrackingAutoConfiguration;
import io.github.waitgroup.spring.web.ServletTrackingAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;

/** Beans that are groups, and that are none although their names say so. */
class GroupBeansTests {

    @ParameterizedTest
    @ValueSource(strings = {"orders", "default", "http", "async"})
    void beanOfAnotherTypeUnderTheNameOfAConfiguredGroupFailsTheStart(String group) {
        starter()
                .withBean(group + "Group", StringBuilder.class, StringBuilder::new)
                .withPropertyValues("wait-group.groups." + group + ".timeout=5s")
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(InvalidConfigurationException.class)
                        .hasMessageContainingAll(
                                "Bean '" + group + "Group' is a java.lang.StringBuilder, not a Group",
                                "wait-group.groups." + group));
    }

    @Test
    void factoryThatDoesNotSayWhatItCreatesIsSeenThrough() {
        starter()
                .withBean("ordersGroup", Untyped.class, Untyped::new)
                .withPropertyValues("wait-group.groups.orders.timeout=5s")
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(InvalidConfigurationException.class)
                        .hasMessageContaining("not a Group"));
    }

    @Test
    void beanOfAnotherTypeUnderTheNameOfTheGroupOfRequestsFailsTheStart() {
        AutoConfigurations web = AutoConfigurations.of(
                WaitGroupAutoConfiguration.class,
                ServletTrackingAutoConfiguration.class,
                ReactiveTrackingAutoConfiguration.class);
        String message = "Bean 'httpGroup' is a java.lang.StringBuilder, not a Group";
        WebApplicationContextRunner servlet = new WebApplicationContextRunner()
                .withConfiguration(web)
                .withBean("httpGroup", StringBuilder.class, StringBuilder::new);
        servlet.run(context -> assertThat(context).getFailure().hasMessageContaining(message));
        servlet.withPropertyValues("wait-group.web.enabled=false")
                .run(context -> assertThat(context).hasNotFailed());
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(web)
                .withBean("httpGroup", StringBuilder.class, StringBuilder::new)
                .run(context -> assertThat(context).getFailure().hasMessageContaining(message));
    }

    @ParameterizedTest
    @ValueSource(classes = {Prototype.class, OfAThread.class, BehindAProxy.class})
    void groupThatIsNoSingletonFailsTheStart(Class<?> configuration) {
        starter()
                .withUserConfiguration(configuration)
                .withInitializer(context -> context.getBeanFactory().registerScope("thread", new SimpleThreadScope()))
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(InvalidConfigurationException.class)
                        .hasMessageContaining("Bean 'eachTime' is a group that is no singleton"));
    }

    @Test
    void factoryOfManyGroupsFailsTheStart() {
        starter()
                .withBean("eachTime", Many.class, Many::new)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageContaining("Bean 'eachTime' is a group that is no singleton"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait-group.groups.orders.timeout=5s", "any=thing"})
    void failureHandlerMayInjectTheGroupWhoseFailuresItHandles(String property) {
        starter()
                .withPropertyValues(property)
                .withUserConfiguration(Retries.class)
                .run(context -> {
                    Group group = context.getBean(Group.class);
                    group.start("mail", () -> {
                        throw new IllegalStateException("on purpose");
                    });
                    Fixtures.awaitEmpty(group);
                    assertThat(group.counts().completed()).isOne();
                    assertThat(group.counts().failed()).isOne();
                });
    }

    @Test
    void failureBeforeTheHandlerExistsIsHandledByIt() {
        starter().withUserConfiguration(FailsEarly.class, Retries.class).run(context -> {
            Group group = context.getBean(Group.class);
            assertThat(group.counts().completed()).isOne();
            assertThat(group.counts().failed()).isOne();
        });
    }

    @Test
    void twoFailureHandlersFailTheStart() {
        starter()
                .withBean("one", FailureHandler.class, () -> (in, task, failure) -> {})
                .withBean("two", FailureHandler.class, () -> (in, task, failure) -> {})
                .run(context -> assertThat(context).getFailure().hasMessageContaining("expected single matching bean"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Retries {

        @Bean
        FailureHandler retry(Group group) {
            return (in, task, failure) -> group.start("again", () -> {});
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class FailsEarly {

        FailsEarly(Group group) {
            group.start("mail", () -> {
                throw new IllegalStateException("on purpose");
            });
            Fixtures.awaitEmpty(group);
        }
    }

    static class Untyped implements FactoryBean<Object> {

        @Override
        public Object getObject() {
            return "orders";
        }

        @Override
        public @Nullable Class<?> getObjectType() {
            return null;
        }
    }

    static class Many implements FactoryBean<Group> {

        @Override
        public Group getObject() {
            return new Group();
        }

        @Override
        public Class<Group> getObjectType() {
            return Group.class;
        }

        @Override
        public boolean isSingleton() {
            return false;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Prototype {

        @Bean
        @Scope("prototype")
        Group eachTime() {
            return new Group();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OfAThread {

        @Bean
        @Scope("thread")
        Group eachTime() {
            return new Group();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class BehindAProxy {

        @Bean
        @Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
        Group eachTime() {
            return new Group();
        }
    }
}
