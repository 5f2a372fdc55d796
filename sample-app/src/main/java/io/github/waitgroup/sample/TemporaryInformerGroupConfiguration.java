package io.github.waitgroup.sample;

import io.github.waitgroup.DrainReport;
import io.github.waitgroup.Group;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** DELETE when the starter has landed: stands in for {@code wait-group.groups.informer}. */
@Configuration(proxyBeanMethods = false)
class TemporaryInformerGroupConfiguration {

    @Bean
    Group informerGroup() {
        return new Group("informer");
    }

    @Bean
    SmartLifecycle informerGroupLifecycle(Group informerGroup) {
        return new SmartLifecycle() {

            private static final Logger log = LoggerFactory.getLogger("io.github.waitgroup.spring.Temporary");
            private volatile boolean running;

            @Override
            public void start() {
                informerGroup.restart();
                running = true;
            }

            @Override
            public void stop() {
                log.info(
                        "Group '{}' is stopping: {} in flight, at most 20s",
                        informerGroup.name(),
                        informerGroup.activeTasks().size());
                DrainReport report = informerGroup.stop(Duration.ofSeconds(20));
                if (report.isDrained()) {
                    log.info(
                            "Group '{}' has drained {} in {}",
                            report.group(),
                            report.activeAtStart(),
                            report.elapsed());
                } else {
                    log.warn("{}", report);
                }
                running = false;
            }

            @Override
            public boolean isRunning() {
                return running;
            }

            @Override
            public int getPhase() {
                return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 256;
            }
        };
    }
}
