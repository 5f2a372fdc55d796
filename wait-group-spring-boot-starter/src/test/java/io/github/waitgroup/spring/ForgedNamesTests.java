package io.github.waitgroup.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.shutdown.GroupDrainedEvent;
import io.github.waitgroup.spring.worker.DrainRehearsals;
import io.github.waitgroup.spring.worker.GroupWorker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** Names that try to pass for a line of the log, wherever the starter shows them. */
@ExtendWith(OutputCaptureExtension.class)
class ForgedNamesTests {

    private static final String FORGED = "ERROR forged";

    /** What ends a line for a terminal, a log viewer or a parser of JSON lines, and what clears the line before. */
    private static final List<String> BREAKS = List.of("\n", "\r", "\r\n", "\u0085", "\u2028", "\u2029", "\u001b[2K");

    @Test
    void noLineIsForged(CapturedOutput output) throws Exception {
        Worker worker;
        try (WebApplication application = WebApplication.run(
                Forging.class,
                "--wait-group.groups.forging.timeout=500ms",
                "--wait-group.groups.forging.interrupt-before-end=100ms",
                "--management.endpoints.web.exposure.include=waitgroups")) {
            ConfigurableApplicationContext context = application.context();
            Group group = context.getBean("forgingGroup", Group.class);
            CountDownLatch failed = new CountDownLatch(BREAKS.size());
            for (String each : BREAKS) {
                StuckTask.in(group, "stuck" + each + FORGED);
                group.start("fails" + each + FORGED, () -> {
                    failed.countDown();
                    throw new IllegalStateException("on purpose");
                });
            }
            Fixtures.await(failed);
            worker = context.getBean(Worker.class);
            Fixtures.await(worker.listens);
            context.getBean(DrainRehearsals.class).rehearse(group.name(), Duration.ofSeconds(5));
            String body = application.get("/actuator/waitgroups/forging").body();
            assertThat(body).contains(FORGED).doesNotContain("\\n", "\\r", "\\u");
            assertHarmless(body);
        }
        assertThat(output).contains("Half of the time", "has not drained", "Interrupted", FORGED);
        assertThat(worker.published).hasSize(2 * BREAKS.size()).allSatisfy(ForgedNamesTests::assertHarmless);
        assertThat(output.toString().lines()).noneMatch(line -> line.startsWith(FORGED));
        assertThat(output.toString().lines()).allSatisfy(ForgedNamesTests::assertHarmless);
    }

    private static void assertHarmless(String text) {
        assertThat(text).doesNotContain(BREAKS);
    }

    @Configuration(proxyBeanMethods = false)
    static class Forging {

        @Bean
        Worker worker() {
            return new Worker();
        }
    }

    static class Worker {

        final CountDownLatch listens = new CountDownLatch(1);
        final List<String> published = new CopyOnWriteArrayList<>();

        @GroupWorker(group = "forging", name = "listens\n" + FORGED, rehearsable = true)
        void listen(StopChannel stop) throws InterruptedException {
            listens.countDown();
            stop.await();
        }

        @EventListener
        void onDrained(GroupDrainedEvent event) {
            event.report().stragglers().forEach(straggler -> published.add(straggler.task()));
        }

        @EventListener
        void onFailed(GroupTaskFailedEvent event) {
            published.add(event.task().name());
        }
    }
}
