package io.github.waitgroup.spring;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures.EverythingAutoConfigured;
import java.util.Set;
import org.springframework.boot.SpringApplication;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.cloud.context.properties.ConfigurationPropertiesRebinder;
import org.springframework.context.ConfigurableApplicationContext;

/** Refreshes its environment as Spring Cloud does, and shows what is left of the settings. */
public final class RefreshedApplication {

    private RefreshedApplication() {}

    /** Started by {@link EnvironmentRefreshTests}. */
    public static void main(String[] arguments) {
        try (ConfigurableApplicationContext context =
                SpringApplication.run(EverythingAutoConfigured.class, arguments)) {
            System.out.println("beans that are bound anew: "
                    + context.getBean(ConfigurationPropertiesRebinder.class).getBeanNames());
            System.out.println("refresh begins");
            context.publishEvent(new EnvironmentChangeEvent(context, Set.of("wait-group.groups.orders.timeout")));
            WaitGroupProperties properties = context.getBean(WaitGroupProperties.class);
            System.out.println(
                    "timeout of the group: " + properties.settings("orders").timeout());
            System.out.println("exempt: " + properties.web().exemptPaths());
            context.getBean("ordersGroup", Group.class).run("mail", () -> System.out.println("task runs"));
            System.out.println("refresh has ended");
        }
    }
}
