package io.github.waitgroup.spring.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.Membership;
import io.github.waitgroup.spring.ChildJvm;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.StuckTask;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is in flight can be read when nothing else answers any more. */
class DumpTests {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void serverWithoutAFreeThreadIsDumped() throws Exception {
        try (ChildJvm child = ChildJvm.start(StuckServer.class)) {
            MatchResult started = child.awaitLine("process (\\d+) port (\\d+)");
            URI uri = URI.create("http://localhost:" + started.group(2) + "/stuck");
            HttpClient client = HttpClient.newHttpClient();
            List<CompletableFuture<?>> requests = new ArrayList<>();
            for (int i = 0; i < StuckServer.THREADS; i++) {
                requests.add(client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()));
            }
            for (int i = 1; i <= StuckServer.THREADS; i++) {
                child.awaitLine("stuck " + i);
            }
            requests.add(client.sendAsync(
                    HttpRequest.newBuilder(uri.resolve("/actuator/inflight")).build(), BodyHandlers.discarding()));

            String jar = Dump.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath();
            try (ChildJvm dump = ChildJvm.start(List.of("-cp", jar), Dump.class, started.group(1))) {
                ChildJvm.Exit end = dump.awaitExit();
                assertThat(end.output())
                        .contains("In flight: 2 tasks, the oldest for ")
                        .containsPattern("2 tasks 'GET /stuck' of group 'http' for \\S+ s, 'GET /stuck' of")
                        .contains(StuckServer.class.getName() + ".stuck(");
                assertThat(end.code()).isZero();
            }
            assertThat(requests).as("by HTTP").noneMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void processThatDoesNotExistHasNoDump() {
        assertThat(run("4194305")).isEqualTo(1); // more than Linux gives to a process
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("no dump of process 4194305: ");
    }

    @Test
    void argumentIsNeeded() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("--help")).isEqualTo(2);
        assertThat(run("1", "2")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("usage: java -cp ");
    }

    private int run(String... arguments) {
        return Dump.run(new PrintStream(out), new PrintStream(err), arguments);
    }

    @Test
    @SuppressWarnings("try") // that stuck tasks are there is all that is needed of them
    void dumpFoldsTasksAtTheSamePlaceAndNamesWhatHasStartedThem() {
        try (ConfigurableApplicationContext context =
                Fixtures.application(Groups.class).run()) {
            TasksInFlight tasks = context.getBean(TasksInFlight.class);
            assertThat(tasks.dump()).isEqualTo("Nothing is in flight");
            Group orders = Fixtures.group(context, "orders");
            Membership message = orders.adopt("OrderListener.handle orders-3");
            Membership stream = orders.adopt("stream");
            orders.markLongRunning(stream.task());
            try (StuckTask one = message.call(() -> StuckTask.in(orders, "mail-1"));
                    StuckTask other = StuckTask.in(orders, "mail-2")) {
                message.close();
                assertThat(tasks.dump().lines().filter(line -> !line.startsWith("    at ")))
                        .satisfiesExactly(
                                first -> assertThat(first)
                                        .matches("In flight: 3 tasks, 1 long-running, the oldest for \\S+ s"),
                                first -> assertThat(first)
                                        .matches("  task 'stream' of group 'orders' for \\S+ s, in no thread"),
                                first -> assertThat(first)
                                        .matches("  2 tasks 'mail-1' of group 'orders' for \\S+ s \\(started by"
                                                + " 'OrderListener.handle orders-3' of group 'orders', which has"
                                                + " ended\\), 'mail-2' of group 'orders' for \\S+ s"));
            }
            stream.close();
        }
    }

    @Test
    @SuppressWarnings("try") // that a stuck task is there is all that is needed of it
    void dumpSaysWhichTasksWaitForTheirTurn() {
        try (ConfigurableApplicationContext context =
                Fixtures.application(Groups.class).run("--wait-group.groups.mail.limit=1")) {
            Group mail = Fixtures.group(context, "mail");
            try (StuckTask running = StuckTask.in(mail, "mail-1")) {
                mail.start("mail-2", () -> {});
                mail.start("mail-3", () -> {});
                assertThat(context.getBean(TasksInFlight.class).dump())
                        .containsPattern("\n  task 'mail-1' of group 'mail' for \\S+ s\n    at ")
                        .containsPattern("\n  2 tasks 'mail-2' of group 'mail' for \\S+ s, waits for its turn,"
                                + " 'mail-3' of group 'mail' for \\S+ s, waits for its turn$");
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Groups {

        @Bean
        Group ordersGroup() {
            return new Group("orders");
        }
    }

    /** All its threads are stuck in requests. */
    @RestController
    public static class StuckServer {

        static final int THREADS = 2;

        private static final CountDownLatch NEVER = new CountDownLatch(1);

        private int stuck;

        public static void main(String[] arguments) {
            SpringApplication application = new SpringApplication(Fixtures.EverythingAutoConfigured.class);
            application.addPrimarySources(List.of(StuckServer.class));
            application.setWebApplicationType(WebApplicationType.SERVLET);
            ConfigurableApplicationContext context = application.run(
                    "--server.port=0",
                    "--server.tomcat.threads.max=" + THREADS,
                    "--server.tomcat.threads.min-spare=" + THREADS,
                    "--management.endpoints.web.exposure.include=inflight");
            System.out.println("process " + ProcessHandle.current().pid() + " port "
                    + context.getEnvironment().getProperty("local.server.port"));
        }

        @GetMapping("/stuck")
        void stuck() throws InterruptedException {
            synchronized (this) {
                System.out.println("stuck " + ++stuck);
            }
            NEVER.await();
        }
    }
}
