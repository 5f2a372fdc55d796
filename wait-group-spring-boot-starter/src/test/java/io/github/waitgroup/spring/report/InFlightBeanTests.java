package io.github.waitgroup.spring.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.StuckTask;
import java.lang.management.ManagementFactory;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** The MBean of the tasks in flight, from the start of its application to its end. */
class InFlightBeanTests {

    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    @Test
    @SuppressWarnings("try") // that a stuck task is there is all that is needed of it
    void eachApplicationHasAnMBeanUntilItIsClosed() throws JMException {
        try (ConfigurableApplicationContext one = application()) {
            awaitNames("mbean");
            try (ConfigurableApplicationContext other = application();
                    StuckTask stuck = StuckTask.in(Fixtures.group(other, "default"), "mail-42")) {
                awaitNames("mbean", "mbean-2");
                assertThat(SERVER.getAttribute(name("mbean"), "Count")).isEqualTo(0L);
                assertThat(SERVER.getAttribute(name("mbean-2"), "Count")).isEqualTo(1L);
                assertThat(SERVER.getAttribute(name("mbean-2"), "LongRunningCount"))
                        .isEqualTo(0L);
                assertThat(SERVER.invoke(name("mbean-2"), "dump", new Object[0], new String[0]))
                        .asString()
                        .contains("'mail-42' of group 'default'");
            }
            awaitNames("mbean");
        }
        awaitNames();
    }

    @Test
    void mBeanCanBeSwitchedOff() {
        try (ConfigurableApplicationContext context = application("--wait-group.mbean.enabled=false")) {
            assertThat(context.getBeansOfType(InFlightBean.class)).isEmpty();
            assertThat(context.getBean(TasksInFlight.class).total()).isZero();
        }
    }

    @Test
    void closeThatComesBeforeTheRegistrationPreventsIt() throws JMException {
        try (ConfigurableApplicationContext context = application("--wait-group.mbean.enabled=false")) {
            InFlightBean bean = new InFlightBean(context, context.getBean(TasksInFlight.class));
            bean.destroy();
            bean.register(SERVER);
            assertThat(names()).isEmpty();
        }
    }

    private static ConfigurableApplicationContext application(String... arguments) {
        SpringApplication application = Fixtures.application(Nothing.class);
        application.addInitializers(context -> context.setId("mbean"));
        return application.run(arguments);
    }

    private static void awaitNames(String... applications) throws JMException {
        await().atMost(Fixtures.FOREVER).until(() -> names().size() == applications.length);
        for (String application : applications) {
            assertThat(SERVER.isRegistered(name(application))).as(application).isTrue();
        }
    }

    private static Set<ObjectName> names() throws JMException {
        return SERVER.queryNames(new ObjectName("io.github.waitgroup:type=InFlight,name=\"mbean*\""), null);
    }

    private static ObjectName name(String application) throws JMException {
        return new ObjectName("io.github.waitgroup:type=InFlight,name=\"" + application + "\"");
    }

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}
}
