package io.github.waitgroup.spring;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** The limit of a group, from the properties. */
class GroupLimitSettingTests {

    private static final String LIMIT = "wait-group.groups.orders.limit=2";

    @Test
    void groupFromThePropertiesHasTheLimit() {
        starter().withPropertyValues(LIMIT, "wait-group.groups.mail.timeout=5s").run(context -> {
            GroupRegistry groups = context.getBean(GroupRegistry.class);
            assertThat(groups.get("orders").limit()).isEqualTo(OptionalInt.of(2));
            assertThat(groups.get("mail").limit()).isEmpty();
        });
    }

    @Test
    void defaultGroupMayHaveALimit() {
        starter()
                .withPropertyValues("wait-group.groups.default.limit=1")
                .run(context -> assertThat(context.getBean(Group.class).limit()).isEqualTo(OptionalInt.of(1)));
    }

    @Test
    void closeDrainsWaitingTasks() {
        CountDownLatch ran = new CountDownLatch(10);
        starter().withPropertyValues(LIMIT).run(context -> {
            for (int i = 0; i < 10; i++) {
                context.getBean(Group.class).start("task", ran::countDown);
            }
            context.close();
            assertThat(ran.getCount()).isZero();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void limitIsOneOrMore(int limit) {
        starter()
                .withPropertyValues("wait-group.groups.orders.limit=" + limit)
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .hasMessageContainingAll("wait-group.groups.orders.limit", "" + limit));
    }

    @Test
    void groupOfTheApplicationCannotBeLimitedByAProperty() {
        starter()
                .withPropertyValues(LIMIT)
                .withBean("ordersGroup", Group.class, () -> new Group("orders"))
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                        .extracting(each -> ((InvalidConfigurationPropertyValueException) each).getReason())
                        .asString()
                        .contains("Bean 'ordersGroup'", "constructor"));
    }

    @Test
    void groupOfTheApplicationMayHaveItsLimitFromItsConstructor() {
        starter()
                .withPropertyValues("wait-group.groups.orders.timeout=5s")
                .withBean("ordersGroup", Group.class, () -> new Group("orders", FailureHandler.uncaught(), 3))
                .run(context -> assertThat(context.getBean(Group.class).limit()).isEqualTo(OptionalInt.of(3)));
    }

    @Test
    void groupOfTheParentMayHaveALimitThatBothContextsKnow() {
        starter().withPropertyValues(LIMIT).run(parent -> {
            starter()
                    .withParent(parent)
                    .withPropertyValues(LIMIT)
                    .run(context -> assertThat(context).hasNotFailed());
            starter()
                    .withParent(parent)
                    .withPropertyValues("wait-group.groups.orders.limit=3")
                    .run(context -> assertThat(context).hasFailed());
        });
    }
}
