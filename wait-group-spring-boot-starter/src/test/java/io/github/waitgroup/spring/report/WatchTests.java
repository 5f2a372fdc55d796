package io.github.waitgroup.spring.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.GroupRegistry;
import io.github.waitgroup.spring.ShutdownClock;
import io.github.waitgroup.spring.StuckTask;
import io.github.waitgroup.spring.WaitGroupProperties;
import io.github.waitgroup.spring.WaitGroupProperties.Shutdown;
import io.github.waitgroup.spring.shutdown.GroupDrains;
import io.github.waitgroup.spring.shutdown.LifecycleProbe;
import io.github.waitgroup.spring.shutdown.ShutdownEvent;
import io.github.waitgroup.spring.shutdown.ShutdownKind;
import io.github.waitgroup.spring.shutdown.ShutdownObserver;
import io.github.waitgroup.spring.shutdown.ShutdownSteps;
import io.github.waitgroup.spring.shutdown.ShutdownTimeline;
import jakarta.annotation.PreDestroy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

/** The watch in a JVM that goes on: what it names while a close hangs, and that it ends with the close. */
@ExtendWith(OutputCaptureExtension.class)
class WatchTests {

    private static final String REPORT = "The shutdown lasts for";

    private final Hang hang = new Hang();

    private final ApplicationContextRunner application = Fixtures.starter()
            .withPropertyValues(
                    "wait-group.shutdown.grace-period=1h",
                    "wait-group.shutdown.timeout=1m",
                    "wait-group.groups.orders.timeout=10s");

    /** The report is due soon: at half of the grace period at the earliest. */
    private final ApplicationContextRunner hurried = application.withPropertyValues(
            "wait-group.shutdown.grace-period=400ms",
            "wait-group.shutdown.watch-margin=1h",
            "wait-group.shutdown.timeout=300ms");

    @AfterEach
    void letGo() {
        hang.letGo();
    }

    @Test
    void disposableBeanIsNamed() {
        application
                .withBean("slow", SlowDisposable.class, () -> new SlowDisposable(hang))
                .run(context -> assertThat(reportOf(context.getSourceApplicationContext()))
                        .contains("bean 'slow' (" + SlowDisposable.class.getName() + ") is being destroyed")
                        .contains("closes '", Hang.class.getName() + ".await("));
    }

    @Test
    void beanWithAPreDestroyMethodOfItsParentIsNamed() {
        application
                .withBean("slow", SlowChild.class, () -> new SlowChild(hang))
                .run(context -> assertThat(reportOf(context.getSourceApplicationContext()))
                        .contains("bean 'slow' (" + SlowParent.class.getName() + ") is being destroyed"));
    }

    @Test
    void beanThatIsClosedIsNamed() {
        application
                .withBean("slow", SlowCloseable.class, () -> new SlowCloseable(hang))
                .run(context -> assertThat(reportOf(context.getSourceApplicationContext()))
                        .contains("bean 'slow' (" + SlowCloseable.class.getName() + ") is being destroyed"));
    }

    @Test
    void beansOfOneClassAreNamed() {
        application
                .withBean("slow", SlowDisposable.class, () -> new SlowDisposable(hang))
                .withBean("other", SlowDisposable.class, () -> new SlowDisposable(hang))
                .run(context -> assertThat(reportOf(context.getSourceApplicationContext()))
                        .contains("one of the beans 'slow', 'other' (" + SlowDisposable.class.getName() + ")"));
    }

    @Test
    void beanThatBlocksInStopIsNamed() {
        application
                .withBean("slow", SlowLifecycle.class, () -> new SlowLifecycle(hang))
                .run(context -> assertThat(reportOf(context.getSourceApplicationContext()))
                        .contains(
                                "bean 'slow' (" + LifecycleProbe.class.getName() + ") is in stop()",
                                Hang.class.getName() + ".await("));
    }

    @Test
    void stepAndBeansThatStillRunAreNamed() {
        application
                .withBean("slow", SlowCallback.class, () -> new SlowCallback(hang))
                .run(context -> assertThat(reportOf(context.getSourceApplicationContext()))
                        .contains("left of the grace period: phase 0, in which still run slow"));
    }

    @Test
    void beansOfAPhaseWhoseTimeIsUpMakeTheShutdownUnclean(CapturedOutput output) {
        application
                .withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=150ms")
                .withBean("slow", SlowCallback.class, () -> new SlowCallback(hang))
                .run(context -> context.getSourceApplicationContext().close());
        assertThat(output)
                .containsPattern("WARN.*After 0\\.\\d+ s phase 0 has ended without beans that still run: slow")
                .containsPattern("WARN.*The application has closed in .* s, not cleanly \\(.*phase 0 0\\.\\d+ s\\)");
    }

    @Test
    void listenerOfTheCloseIsNamed() {
        application
                .withBean("slow", SlowListener.class, () -> new SlowListener(hang))
                .run(context -> assertThat(reportOf(context.getSourceApplicationContext()))
                        .contains("bean 'slow' (" + SlowListener.class.getName() + ") handles an event"));
    }

    @Test
    void activeTasksAreNamedWithTheirStacks() {
        application
                .withBean("slow", SlowListener.class, () -> new SlowListener(hang))
                .run(context -> {
                    try (StuckTask task = StuckTask.in(Fixtures.group(context, "orders"), "mail-42")) {
                        assertThat(reportOf(context.getSourceApplicationContext()))
                                .contains("group 'orders' is RUNNING, with 1 active task")
                                .contains("task 'mail-42' for ", StuckTask.class.getName() + ".run(");
                        task.release();
                    }
                });
    }

    @Test
    void reportComesOnceAndMakesTheShutdownUnclean(CapturedOutput output) {
        hurried.withBean("slow", SlowDisposable.class, () -> new SlowDisposable(hang))
                .run(asserted -> {
                    ConfigurableApplicationContext context = asserted.getSourceApplicationContext();
                    ShutdownTimeline timeline = context.getBean(ShutdownTimeline.class);
                    CompletableFuture<Void> closed = Fixtures.runAsync(context::close);
                    awaitReport(output);
                    hang.letGo();
                    closed.join();
                    assertThat(timeline.entries())
                            .extracting(ShutdownTimeline.Entry::event)
                            .endsWith(ShutdownEvent.OVERDUE, ShutdownEvent.CLOSED)
                            .containsOnlyOnce(ShutdownEvent.OVERDUE);
                    assertThat(output).containsPattern("WARN.*The application has closed in .* s, not cleanly");
                });
        assertNobodyWatches();
    }

    @Test
    void contextsThatCloseInOneAnotherAreInOneReport() {
        application
                .withBean("slow", SlowDisposable.class, () -> new SlowDisposable(hang))
                .run(inner -> application
                        .withBean(ClosesAnother.class, inner.getSourceApplicationContext())
                        .run(outer -> {
                            String report = reportOf(outer.getSourceApplicationContext());
                            assertThat(report).startsWith(REPORT);
                            assertThat(report.lines().findFirst().orElseThrow().split("; application '"))
                                    .satisfiesExactly(
                                            first -> assertThat(first)
                                                    .contains("application '", ClosesAnother.class.getName()),
                                            second -> assertThat(second).contains("bean 'slow'"));
                        }));
        assertNobodyWatches();
    }

    @Test
    void cleanCloseHasOneLineAndLeavesNobodyBehind(CapturedOutput output) {
        application.withPropertyValues("wait-group.shutdown.grace-period=1h").run(context -> {
            Fixtures.startUntilStopped(Fixtures.group(context, "orders"), "poller");
            context.getSourceApplicationContext().close();
        });
        assertThat(output)
                .containsPattern("INFO.*The application has closed in \\d+\\.\\d{3} s: 1 task completed")
                .doesNotContain(REPORT);
        assertNobodyWatches();
    }

    @Test
    void interruptDoesNotEndTheWatch(CapturedOutput output) {
        hurried.withBean("slow", SlowDisposable.class, () -> new SlowDisposable(hang))
                .run(asserted -> {
                    CompletableFuture<Void> closed = Fixtures.runAsync(asserted.getSourceApplicationContext()::close);
                    Awaitility.await()
                            .atMost(Fixtures.FOREVER)
                            .until(() -> Watch.OF_JVM.closings().size() == 1);
                    watching().forEach(Thread::interrupt);
                    awaitReport(output);
                    hang.letGo();
                    closed.join();
                });
        assertNobodyWatches();
    }

    @Test
    void reportGoesToTheLogIfStandardErrorHasGone(CapturedOutput output) {
        hurried.run(context -> {
            Watch watch = new Watch(() -> false, new Closed());
            Closing closing = closing(context.getSourceApplicationContext(), watch);
            watch.begin(closing);
            awaitReport(output);
            watch.end(closing);
        });
        assertNobodyWatches();
    }

    @Test
    void jvmThatIsEndingIsWatchedAfterTheClose(CapturedOutput output) {
        ByteArrayOutputStream standardError = new ByteArrayOutputStream();
        hurried.run(context -> {
            Watch watch = new Watch(() -> true, standardError);
            Closing closing = closing(context.getSourceApplicationContext(), watch);
            watch.begin(closing);
            closing.end();
            watch.end(closing);
            awaitReport(output);
            assertThat(standardError.toString(StandardCharsets.UTF_8))
                    .startsWith(REPORT)
                    .contains("the application has been closed, and the JVM waits for something else");
        });
        assertNobodyWatches();
    }

    private static Closing closing(ConfigurableApplicationContext context, Watch watch) {
        return closing(ShutdownKind.CLOSE, context, watch);
    }

    private static Closing closing(ShutdownKind kind, ConfigurableApplicationContext context, Watch watch) {
        Shutdown settings = context.getBean(WaitGroupProperties.class).shutdown();
        ClosingApplication application = new ClosingApplication(
                "test",
                context.getBean(GroupRegistry.class).managed(),
                Map.of(),
                context.getBean(GroupDrains.class),
                context.getBean(ShutdownSteps.class),
                context.getBean(ShutdownTimeline.class),
                context.getBean(ShutdownClock.class),
                settings);
        return new Closing(kind, application, new TerminationFile(settings.terminationMessage()), watch);
    }

    @Test
    void jvmThatIsEndingWithoutACloseIsWatchedAfterTheDrain() {
        application.run(context -> {
            Watch watch = new Watch(() -> true, new Closed());
            Closing closing = closing(ShutdownKind.JVM_EXIT, context.getSourceApplicationContext(), watch);
            closing.end();
            assertThat(new OverdueReport(List.of(closing)).text())
                    .contains("the groups have drained, the application was not closed, and the JVM waits")
                    .contains("has drained the groups of 'test'");
        });
    }

    @Test
    void drainInTheMiddleOfACloseIsPartOfIt(CapturedOutput output) {
        application
                .withBean("slow", SlowDisposable.class, () -> new SlowDisposable(hang))
                .run(asserted -> {
                    ConfigurableApplicationContext context = asserted.getSourceApplicationContext();
                    ShutdownObserver reporter = context.getBean(ShutdownReporter.class);
                    CompletableFuture<Void> closed = Fixtures.runAsync(context::close);
                    Fixtures.await(hang.begun);
                    List<Closing> before = Watch.OF_JVM.closings();
                    reporter.begins(ShutdownKind.JVM_EXIT, List.of());
                    reporter.ends();
                    assertThat(Watch.OF_JVM.closings()).hasSize(1).isEqualTo(before);
                    assertThat(output).doesNotContain("The groups have drained in");
                    hang.letGo();
                    closed.join();
                    assertThat(output).containsOnlyOnce("The application has closed in");
                });
        assertNobodyWatches();
    }

    @Test
    void terminationMessageIsWrittenOnlyIfThereIsMore(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("termination-log"));
        application
                .withPropertyValues("wait-group.shutdown.termination-message.path=" + file)
                .run(context -> {
                    Watch watch = new Watch(() -> false, new Closed());
                    Closing closing = closing(ShutdownKind.CLOSE, context.getSourceApplicationContext(), watch);
                    watch.begin(closing);
                    happens(closing, ShutdownEvent.INTERRUPT);
                    assertThat(file).hasContent("interrupt\n");
                    Files.writeString(file, "");
                    happens(closing, ShutdownEvent.PROGRESS);
                    assertThat(file).isEmptyFile();
                    happens(closing, ShutdownEvent.CLOSED);
                    assertThat(file).hasContent("interrupt\nclosed\n");
                    watch.end(closing);
                });
        assertNobodyWatches();
    }

    private static void happens(Closing closing, ShutdownEvent event) {
        String message = event.toString();
        closing.happened(new ShutdownTimeline.Entry(Instant.now(), event, null, null, message), message);
    }

    @Test
    void contextThatOnlyStopsHasNoRecord(CapturedOutput output) {
        application.run(asserted -> {
            ConfigurableApplicationContext context = asserted.getSourceApplicationContext();
            context.stop();
            context.start();
            assertThat(output).doesNotContain("The application has closed");
            context.close();
            assertThat(output.toString().lines().filter(line -> line.contains("The application has closed")))
                    .hasSize(1);
        });
    }

    @Test
    void startThatFailsWithAStragglerHasLastWords(CapturedOutput output, @TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("termination-log"));
        AtomicReference<StuckTask> stuck = new AtomicReference<>();
        application
                .withPropertyValues(
                        "wait-group.groups.orders.timeout=300ms",
                        "wait-group.shutdown.termination-message.path=" + file)
                .withBean(FailsWithATask.class, stuck)
                .run(context -> {
                    assertThat(context).hasFailed();
                    stuck.get().release();
                });
        assertThat(output)
                .containsPattern(
                        "WARN.*The start has failed, and the groups have drained in .* s, not cleanly: 1 straggler");
        assertThat(file)
                .content()
                .startsWith("Task 'early' of group 'orders' hung: ")
                .contains("\nThe start has failed");
        assertNobodyWatches();
    }

    @Test
    void startThatFailsHasNoRecord(CapturedOutput output) {
        application
                .withBean("failing", Object.class, () -> {
                    throw new IllegalStateException("on purpose");
                })
                .run(context -> assertThat(context).hasFailed());
        assertThat(output).doesNotContain("The application has closed", "The start has failed");
        assertNobodyWatches();
    }

    /** Closes the context in a thread of its own, and returns the report that is due once it hangs. */
    private String reportOf(ConfigurableApplicationContext context) {
        CompletableFuture<Void> closed = Fixtures.runAsync(context::close);
        Fixtures.await(hang.begun);
        String report = new OverdueReport(Watch.OF_JVM.closings()).text();
        hang.letGo();
        closed.join();
        return report;
    }

    private static void awaitReport(CapturedOutput output) {
        Awaitility.await()
                .atMost(Fixtures.FOREVER)
                .untilAsserted(() -> assertThat(output).contains(REPORT));
    }

    private static void assertNobodyWatches() {
        Awaitility.await()
                .atMost(Fixtures.FOREVER)
                .untilAsserted(() -> assertThat(watching()).isEmpty());
        assertThat(Watch.OF_JVM.closings()).isEmpty();
    }

    private static List<Thread> watching() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("wait-group-watch"))
                .toList();
    }

    /** A stream that nobody reads any more. */
    private static final class Closed extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            throw new IOException("closed on purpose");
        }
    }

    /** Lasts until the test lets it go. */
    static final class Hang {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        void await() {
            begun.countDown();
            Fixtures.await(released);
        }

        void letGo() {
            released.countDown();
        }
    }

    /** Starts a task that hangs, and then the application fails. */
    record FailsWithATask(Group group, AtomicReference<StuckTask> stuck) implements SmartInitializingSingleton {

        @Override
        public void afterSingletonsInstantiated() {
            stuck.set(StuckTask.in(group, "early"));
            throw new IllegalStateException("on purpose");
        }
    }

    record SlowDisposable(Hang hang) implements DisposableBean {

        @Override
        public void destroy() {
            hang.await();
        }
    }

    static class SlowParent {

        private final Hang hang;

        SlowParent(Hang hang) {
            this.hang = hang;
        }

        @PreDestroy
        void end() {
            hang.await();
        }
    }

    static final class SlowChild extends SlowParent {

        SlowChild(Hang hang) {
            super(hang);
        }
    }

    record SlowCloseable(Hang hang) implements AutoCloseable {

        @Override
        public void close() {
            hang.await();
        }
    }

    static final class SlowLifecycle extends LifecycleProbe {

        SlowLifecycle(Hang hang) {
            super(0, hang::await);
        }
    }

    /** Calls back when the test lets it go. */
    static final class SlowCallback implements SmartLifecycle {

        private final Hang hang;

        private volatile boolean running;

        SlowCallback(Hang hang) {
            this.hang = hang;
        }

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            throw new IllegalStateException("stops with a callback");
        }

        @Override
        public void stop(Runnable callback) {
            Runnable stopping = () -> {
                hang.await();
                running = false;
                callback.run();
            };
            new Thread(stopping, "slow-callback").start();
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return 0;
        }
    }

    record SlowListener(Hang hang) implements ApplicationListener<ContextClosedEvent> {

        @Override
        public void onApplicationEvent(ContextClosedEvent event) {
            hang.await();
        }
    }

    record ClosesAnother(ConfigurableApplicationContext other) implements DisposableBean {

        @Override
        public void destroy() {
            other.close();
        }
    }
}
