package io.github.waitgroup.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Spring Cloud resets beans with settings when its environment changes. */
class EnvironmentRefreshTests {

    @Test
    void refreshLogsNothingOfTheStarterAndChangesNoSettings() throws InterruptedException {
        String classPath = String.join(File.pathSeparator, ChildJvm.classPath())
                + File.pathSeparator
                + System.getProperty("spring.cloud.jar");
        try (ChildJvm child = ChildJvm.start(
                List.of("-cp", classPath),
                RefreshedApplication.class,
                "--spring.main.web-application-type=none",
                "--wait-group.groups.orders.timeout=7s",
                "--wait-group.web.exempt-paths=/ping",
                "--management.endpoints.jmx.exposure.include=waitgroups",
                "--spring.jmx.enabled=true")) {
            List<String> lines = child.awaitExit().lines();
            int begin = lines.indexOf("refresh begins");
            assertThat(lines)
                    .anyMatch(line -> line.startsWith("beans that are bound anew:")
                            && line.contains(WaitGroupProperties.class.getName())
                            && line.contains("WaitGroupsEndpointProperties"))
                    .contains("timeout of the group: PT7S", "exempt: [/ping]", "task runs");
            assertThat(lines.subList(begin, lines.indexOf("refresh has ended")))
                    .noneMatch(line -> line.contains("waitgroup") && line.contains("Cannot"));
        }
    }
}
