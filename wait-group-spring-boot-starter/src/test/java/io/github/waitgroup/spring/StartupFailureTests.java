package io.github.waitgroup.spring;

import static io.github.waitgroup.spring.Fixtures.application;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.waitgroup.Group;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The analyses of starts that fail. */
@ExtendWith(OutputCaptureExtension.class)
class StartupFailureTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            wait-group.groups.orders.timeout=-5s    | '-5s'    | must be longer than zero and at most a day
            wait-group.groups.orders.timeout=0      | '0'      | must be longer than zero and at most a day
            waitGroup.groups.orders.timeout=-5s     | '-5s'    | must be longer than zero and at most a day
            wait-group.groups[Orders.EU].timeout=0s | 'PT0S'   | must be longer than zero and at most a day
            wait-group.shutdown.timeout=-1ms        | '-1ms'   | must be longer than zero and at most a day
            wait-group.shutdown.timeout=0           | '0'      | must be longer than zero and at most a day
            wait-group.groups.orders.timeout=soon   | "soon"   | 'soon' is not a valid duration
            wait-group.shutdown.timeout=soon        | "soon"   | 'soon' is not a valid duration
            wait-group.groups.orders.phase=late     | "late"   | For input string: "late"
            wait-group.groups.orders.timeout=25h    | '25h'    | must be longer than zero and at most a day
            wait-group.groups.orders.interrupt-before-end=-1s | '-1s' | must be zero or more, and at most a day
            wait-group.groups.orders.early-signal=soon | "soon"   | Invalid boolean value 'soon'
            wait-group.groups.orders.on-failure=panic | "panic"   | STOP_GROUP
            wait-group.shutdown.pre-stop=-1s        | '-1s'    | must be zero or more, and at most a day
            wait-group.shutdown.grace-period=0s     | '0s'     | must be longer than zero and at most a day
            wait-group.shutdown.on-overrun=panic    | "panic"  | FAIL
            wait-group.shutdown.unclean-exit-code=0 | '0'      | a number from 1 to 255
            wait-group.shutdown.unclean-exit-code=256 | '256'  | a number from 1 to 255
            wait-group.shutdown.watch-margin=-1s    | '-1s'    | must be zero or more, and at most a day
            wait-group.groups.orders.tiemout=5s     | "5s"     | wait-group.groups.orders.tiemout] were left unbound
            wait-group.shutdwon.timeout=5s          | "5s"     | wait-group.shutdwon.timeout] were left unbound
            wait-group.groups[ ].timeout=5s         | ' '      | name of a group must not be blank
            wait-group.async.group=                 | ''       | name of a group must not be blank
            wait-group.async.enabled=maybe          | "maybe"  | Invalid boolean value 'maybe'
            """, ignoreLeadingAndTrailingWhitespace = true)
    void wrongValueIsNamedWithItsPropertyAndReason(
            String argument, String value, String reason, CapturedOutput output) {
        fails(application(), "--" + argument);
        String property = argument.substring("wait-group.".length(), argument.indexOf('='));
        String group = property.contains("[") ? "wait-group.groups" : property.substring(property.indexOf('.'));
        assertThat(analysis(output)).contains(group, value, reason);
    }

    @Test
    void twoBeansOfOneGroupNameAreNamed(CapturedOutput output) {
        fails(application(TwoBeans.class));
        assertThat(analysis(output))
                .contains("Two groups are named 'orders': first and second.")
                .contains("Give one of them another name");
    }

    @Test
    void beanAndPropertiesOfOneGroupNameAreNamedAndTheBeanNameThatJoinsThem(CapturedOutput output) {
        fails(application(DifferentBeanName.class), "--wait-group.groups.order-mail.timeout=5s");
        assertThat(analysis(output))
                .contains("Two groups are named 'order-mail': mailer and orderMailGroup.")
                .contains("name the bean after the group: orderMailGroup for order-mail");
    }

    @Test
    void twoFormsOfOnePropertyWithDifferentValuesInOneSourceAreNamed(CapturedOutput output) {
        fails(application(), "--wait-group.groups.order-mail.timeout=5s", "--wait-group.groups.orderMail.timeout=6s");
        assertThat(analysis(output))
                .contains("'wait-group.groups.order-mail.timeout'", "'wait-group.groups.orderMail.timeout'")
                .contains("Remove one of them");
    }

    @Test
    void misspeltSystemPropertyIsNamedWithTheRightOne(CapturedOutput output) {
        System.setProperty("wait-group.shutdown.timout", "3s");
        try {
            fails(application());
        } finally {
            System.clearProperty("wait-group.shutdown.timout");
        }
        assertThat(analysis(output))
                .contains("System property 'wait-group.shutdown.timout' sets no property of wait-group.")
                .contains("Did you mean wait-group.shutdown.timeout?");
    }

    private static void fails(SpringApplication application, String... arguments) {
        assertThatThrownBy(() -> application.run(arguments).close()).isNotNull();
    }

    private static String analysis(CapturedOutput output) {
        assertThat(output).contains("APPLICATION FAILED TO START", "Description:", "Action:");
        return output.toString().substring(output.toString().indexOf("APPLICATION FAILED TO START"));
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoBeans {

        @Bean
        Group first() {
            return new Group("orders");
        }

        @Bean
        Group second() {
            return new Group("orders");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class DifferentBeanName {

        @Bean
        Group mailer() {
            return new Group("order-mail");
        }
    }
}
