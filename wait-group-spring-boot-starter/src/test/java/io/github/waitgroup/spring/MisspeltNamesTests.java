package io.github.waitgroup.spring;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Environment variables and system properties that set nothing. */
@ExtendWith(OutputCaptureExtension.class)
class MisspeltNamesTests {

    @ParameterizedTest
    @CsvSource(textBlock = """
        WAITGROUP_SHUTDOWN_TIMOUT,            WAITGROUP_SHUTDOWN_TIMEOUT, wait-group.shutdown.timeout
        WAIT_GROUP_SHUTDOWN_TIMOUT,           WAITGROUP_SHUTDOWN_TIMEOUT, wait-group.shutdown.timeout
        WAITGROUP_SHUTDWON_TIMEOUT,           WAITGROUP_SHUTDOWN_TIMEOUT, wait-group.shutdown.timeout
        WAITGROUP_SHUTDOWNTIMEOUT,            WAITGROUP_SHUTDOWN_TIMEOUT, wait-group.shutdown.timeout
        waitgroup_shutdown_timout,            WAITGROUP_SHUTDOWN_TIMEOUT, wait-group.shutdown.timeout
        WAITGROUP_WEB_SHUTDOWN_DELAY,         WAITGROUP_WEB_SHUTDOWNDELAY, wait-group.web.shutdown-delay
        WAITGROUP_WEB_EXEMPT_PATHS_0,         WAITGROUP_WEB_EXEMPTPATHS, wait-group.web.exempt-paths
        WAITGROUP_ASYNC_ENABLE,               WAITGROUP_ASYNC_ENABLED, wait-group.async.enabled
        WAITGROUP_GROUPS_ORDERS_TIMEOT,       WAITGROUP_GROUPS_ORDERS_TIMEOUT, wait-group.groups.ORDERS.timeout
        WAITGROUP_GROUPS_ORDERS_STUCK_AFTER,  WAITGROUP_GROUPS_ORDERS_STUCKAFTER, wait-group.groups.ORDERS.stuck-after
        WAITGROUP_GROUPS_ORDER_MAIL_TIMEOUT,  WAITGROUP_GROUPS_ORDERMAIL_TIMEOUT, wait-group.groups[ORDER.MAIL].timeout
        WAIT_GROUP_GROUPS_ORDERS_TIMEOUT,     WAITGROUP_GROUPS_ORDERS_TIMEOUT, wait-group.groups.ORDERS.timeout
        WAIT_GROUP_GROUPS_ORDERS,             WAITGROUP_GROUPS_ORDERS, wait-group.groups.ORDERS
        WAITGROUP_GROUPS_ORDERS_URL,          WAITGROUP_GROUPS_ORDERS_, wait-group.groups.ORDERS.
        wait-group.shutdown.timout,           wait-group.shutdown.timeout, ''
        """)
    void misspeltVariableFailsTheStartAndTheRightOneIsNamed(String variable, String right, String property) {
        withVariable(variable, "3s")
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(InvalidConfigurationException.class)
                        .hasMessageContainingAll(
                                "Environment variable '" + variable + "'", "Did you mean " + right, property));
    }

    @ParameterizedTest
    @CsvSource({
        "wait-group.shutdown.timout,         wait-group.shutdown.timeout",
        "waitGroup.shutdown.timout,          wait-group.shutdown.timeout",
        "wait-group.groups.orders.timeot,    wait-group.groups.orders.timeout",
        "wait-group.groups.orders.eu.phase,  wait-group.groups[orders.eu].phase",
        "wait-group.nothing.like.it.at.all,  wait-group.",
        "WAITGROUP_SHUTDOWN_TIMEOUT,         wait-group.shutdown.timeout",
    })
    void misspeltSystemPropertyFailsTheStartAndTheRightOneIsNamed(String property, String right) {
        starter()
                .withSystemProperties(property + "=3")
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(InvalidConfigurationException.class)
                        .hasMessageContainingAll("System property '" + property + "'", "Did you mean " + right));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"MYAPP_WAITGROUP_SHUTDOWN_TIMOUT", "WAITGROUP_SHUTDOWN_TIMEOUT", "WAITGROUP_SHUTDOWN_TIMOUT"})
    void rightVariableHasThePrefixOfTheApplication(String variable) {
        withPrefix(variable)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageContainingAll(
                                "'" + variable + "'", "Did you mean MYAPP_WAITGROUP_SHUTDOWN_TIMEOUT, which is"));
    }

    @Test
    void variableWithThePrefixOfTheApplicationIsFine() {
        withPrefix("MYAPP_WAITGROUP_SHUTDOWN_TIMEOUT")
                .run(context -> assertThat(context).hasNotFailed());
    }

    private static ApplicationContextRunner withPrefix(String variable) {
        return EnvironmentVariables.in(starter(), Map.of(variable, "3s"), "myapp");
    }

    @Test
    void allMisspeltVariablesAreNamed() {
        EnvironmentVariables.in(starter(), Map.of("WAITGROUP_SHUTDOWN_TIMOUT", "3s", "WAITGROUP_WEB_ENABLE", "true"))
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageContainingAll("WAITGROUP_SHUTDOWN_TIMOUT", "WAITGROUP_WEB_ENABLE'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WAITGROUP_SERVICE_HOST",
                "WAITGROUP_SERVICE_PORT",
                "WAITGROUP_SERVICE_PORT_HTTP",
                "WAITGROUP_PORT",
                "WAITGROUP_PORT_8080_TCP",
                "WAITGROUP_PORT_8080_TCP_ADDR",
                "WAITGROUP_PORT_8080_TCP_PORT",
                "WAITGROUP_PORT_8080_TCP_PROTO",
                "WAIT_GROUP_SERVICE_HOST",
                "WAIT_GROUP_SAMPLE_PORT_53_UDP",
                "WAITGROUP_WEB_PORT",
                "WAITGROUP_ASYNC_SERVICE_HOST",
                "WAITGROUPS_SHUTDOWN_TIMEOUT",
                "WAITGROUPX",
            })
    void variableOfKubernetesOrOfAnotherNameIsIgnored(String variable, CapturedOutput output) {
        withVariable(variable, "tcp://10.0.0.1:8080").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(output).doesNotContain(variable);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WAITGROUP_VERSION",
                "WAIT_GROUP_HOME",
                "WAITGROUP_IMAGE",
                "WAITGROUP_WEB_URL",
                "WAITGROUP_METRICS_NAME",
                "WAITGROUP_SHUTDOWN_SCRIPT",
                "WAITGROUP_DB_PASSWORD",
            })
    void variableThatResemblesNoPropertyIsAWarning(String variable, CapturedOutput output) {
        withVariable(variable, "secret").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(output)
                    .contains("WARN", "Environment variable '" + variable + "'")
                    .doesNotContain("secret");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "WAITGROUP_SHUTDOWN_TIMEOUT, 11s",
        "WAIT_GROUP_SHUTDOWN_TIMEOUT, 11s",
        "waitgroup_shutdown_timeout, 11s",
        "wait-group.shutdown.timeout, 11s",
    })
    void everyFormThatBootReadsIsRight(String variable, String value, CapturedOutput output) {
        withVariable(variable, value).run(context -> {
            assertThat(context.getBean(WaitGroupProperties.class).shutdown().timeout())
                    .isEqualTo(Duration.ofSeconds(11));
            assertThat(output).doesNotContain("sets no property");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WAITGROUP_WEB_EXEMPTPATHS",
                "WAITGROUP_WEB_EXEMPTPATHS_0",
                "WAIT_GROUP_WEB_EXEMPT_PATHS_0",
                "wait-group.web.exempt-paths",
                "wait-group.web.exempt-paths[0]",
            })
    void listsAreReadInEveryForm(String variable) {
        withVariable(variable, "/ping")
                .run(context -> assertThat(
                                context.getBean(WaitGroupProperties.class).web().exemptPaths())
                        .containsExactly("/ping"));
    }

    @Test
    void twoFormsOfOneVariableMustAgree() {
        EnvironmentVariables.in(
                        starter(), Map.of("WAITGROUP_SHUTDOWN_TIMEOUT", "11s", "WAIT_GROUP_SHUTDOWN_TIMEOUT", "12s"))
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageContainingAll("WAITGROUP_SHUTDOWN_TIMEOUT", "WAIT_GROUP_SHUTDOWN_TIMEOUT"));
        EnvironmentVariables.in(
                        starter(), Map.of("WAITGROUP_SHUTDOWN_TIMEOUT", "11s", "WAIT_GROUP_SHUTDOWN_TIMEOUT", "11s"))
                .run(context -> assertThat(context).hasNotFailed());
    }

    private static ApplicationContextRunner withVariable(String variable, String value) {
        return EnvironmentVariables.in(starter(), Map.of(variable, value));
    }
}
