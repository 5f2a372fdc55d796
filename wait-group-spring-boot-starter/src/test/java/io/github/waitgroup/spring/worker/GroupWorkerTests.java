package io.github.waitgroup.spring.worker;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.ActiveTask;
import io.github.waitgroup.Context;
import io.github.waitgroup.FailureHandler;
import io.github.waitgroup.Group;
import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.Fixtures;
import io.github.waitgroup.spring.GroupRegistry;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.AliasFor;
import org.springframework.samples.poller.PollerOfAnotherPackage;

/** Workers whose annotations are valid. */
@ExtendWith(OutputCaptureExtension.class)
class GroupWorkerTests {

    private static final String ORDERS = "wait-group.groups.orders.timeout=20s";
    private static final String MAIL = "wait-group.groups.mail.timeout=20s";

    @Test
    void methodIsATaskOfTheOnlyGroupNamedAfterItsBeanAndItself() {
        starter().withBean("outbox", UntilStopped.class).run(context -> {
            Group group = context.getBean(Group.class);
            assertThat(names(group)).containsExactly("outbox.poll");
            StopChannel stop =
                    context.getBean(UntilStopped.class).stop.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS);
            assertThat(stop).isSameAs(group.stopChannel());
            context.close();
            assertThat(group.counts().completed()).isOne();
        });
    }

    @Test
    void methodOfAClassInAPackageOfSpringIsATask() {
        starter()
                .withBean(PollerOfAnotherPackage.class)
                .run(context -> Fixtures.await(context.getBean(PollerOfAnotherPackage.class).polled));
    }

    @Test
    void contextIsDoneWhenTheGroupStops() {
        starter().withBean(WithContext.class).run(context -> {
            Group group = context.getBean(Group.class);
            WithContext bean = context.getBean(WithContext.class);
            assertThat(bean.doneAtFirst.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS))
                    .isFalse();
            context.close();
            assertThat(group.counts().completed()).isOne();
        });
    }

    @Test
    void contextIsDoneWhenTheCallIsOver() {
        starter().withBean(KeepsContext.class).run(context -> {
            Context kept = context.getBean(KeepsContext.class).kept.get(Fixtures.FOREVER.toSeconds(), TimeUnit.SECONDS);
            Fixtures.await(kept.done());
            assertThat(context.getBean(Group.class).stopChannel().isClosed()).isFalse();
        });
    }

    @Test
    void instancesRunSideBySideAndAreNumbered() {
        starter()
                .withPropertyValues(ORDERS, MAIL, "the.group=mail", "the.name=fetch", "the.number=3")
                .withBean(Configured.class)
                .run(context -> {
                    GroupRegistry groups = context.getBean(GroupRegistry.class);
                    assertThat(names(groups.get("mail"))).containsExactly("fetch-1", "fetch-2", "fetch-3");
                    assertThat(groups.get("orders").counts().accepted()).isZero();
                    context.getBean(Configured.class).entered.await(3);
                });
    }

    @Test
    void zeroInstancesSwitchTheWorkerOff() {
        starter()
                .withPropertyValues(ORDERS, MAIL, "the.group=mail", "the.name=fetch", "the.number=0")
                .withBean(Configured.class)
                .run(context -> {
                    Group mail = context.getBean(GroupRegistry.class).get("mail");
                    assertThat(mail.counts().accepted()).isZero();
                });
    }

    @Test
    void composedAnnotationMayBeUsed() {
        starter()
                .withPropertyValues(ORDERS, MAIL)
                .withBean("composed", Composed.class)
                .run(context -> {
                    GroupRegistry groups = context.getBean(GroupRegistry.class);
                    assertThat(names(groups.get("mail"))).containsExactly("read-1", "read-2");
                });
    }

    @Test
    void annotationMayBeOnAnInterface() {
        starter()
                .withBean("implementing", Implementing.class)
                .run(context -> assertThat(names(context.getBean(Group.class))).containsExactly("implementing.poll"));
    }

    @Test
    void beansOfAnyOriginAreSearched() {
        ApplicationContextRunner runner = starter()
                .withUserConfiguration(AppConfiguration.class)
                .withInitializer(
                        context -> context.getBeanFactory().registerSingleton("registered", new UntilStopped()));
        runner.run(context -> assertThat(names(context.getBean(Group.class)))
                .containsExactlyInAnyOrder("registered.poll", "lazy.poll", "appConfiguration.work"));
    }

    @Test
    void methodIsCalledThroughTheProxyOfAClass() {
        starter()
                .withBean("proxied", Implementing.class)
                .withUserConfiguration(Proxies.OfClasses.class)
                .run(context -> {
                    assertThat(AopUtils.isCglibProxy(context.getBean("proxied")))
                            .isTrue();
                    context.getBean(Proxies.Interceptor.class).calls.await(1);
                });
    }

    @Test
    void methodOfABeanThatIsAProxyMadeByHandIsATask() {
        starter()
                .withBean("poller", Plain.class, () -> (Plain) new ProxyFactory(new Annotated()).getProxy())
                .run(context -> assertThat(names(context.getBean(Group.class))).containsExactly("poller.poll"));
    }

    @Test
    void unseenWorkerOfALazyBeanIsAWarning(CapturedOutput output) {
        starter()
                .withBean("poller", Plain.class, Annotated::new, definition -> definition.setLazyInit(true))
                .run(context -> {
                    assertThat(output).doesNotContain("'poller'");
                    assertThat(context.getBean(Plain.class)).isNotNull();
                    assertThat(output).contains("WARN", "Bean 'poller' is created after the start", "Annotated.poll(");
                });
    }

    @Test
    void methodIsCalledThroughTheProxyOfAnInterface() {
        starter()
                .withBean("proxied", Implementing.class)
                .withUserConfiguration(Proxies.OfInterfaces.class)
                .run(context -> {
                    assertThat(AopUtils.isJdkDynamicProxy(context.getBean("proxied")))
                            .isTrue();
                    context.getBean(Proxies.Interceptor.class).calls.await(1);
                });
    }

    @Test
    void failureWithoutRestartIsTheEndAndIsReportedAsItWasThrown() {
        Handler handler = new Handler();
        starter()
                .withBean(FailureHandler.class, () -> handler)
                .withBean(FailsOnce.class)
                .run(context -> {
                    Group group = context.getBean(Group.class);
                    Fixtures.awaitEmpty(group);
                    assertThat(handler.notified)
                            .containsExactly("failsOnce of default: java.io.IOException: no such mailbox");
                    assertThat(group.counts().failed()).isOne();
                });
    }

    @Test
    void failureWithRestartIsReportedAndNotTheEnd() {
        Handler handler = new Handler();
        starter()
                .withBean(FailureHandler.class, () -> handler)
                .withBean(FailsAtFirst.class)
                .run(context -> {
                    Group group = context.getBean(Group.class);
                    context.getBean(FailsAtFirst.class).calls.await(3);
                    Fixtures.awaitEmpty(group);
                    assertThat(handler.notified)
                            .containsExactly(
                                    "failsAtFirst of default: java.io.IOException: call 1",
                                    "failsAtFirst of default: java.io.IOException: call 2");
                    assertThat(group.counts().accepted()).isOne();
                    assertThat(group.counts().completed()).isOne();
                });
    }

    @Test
    void methodWithAPeriodIsCalledAgainAndAgainAndItsFailuresAreReported() {
        Handler handler = new Handler();
        starter()
                .withBean(FailureHandler.class, () -> handler)
                .withBean(FailsAlways.class)
                .run(context -> {
                    Group group = context.getBean(Group.class);
                    context.getBean(FailsAlways.class).calls.await(3);
                    context.close();
                    assertThat(handler.notified)
                            .hasSizeGreaterThanOrEqualTo(3)
                            .containsOnly("failsAlways of default: java.io.IOException: thrown");
                    assertThat(group.counts().accepted()).isOne();
                    assertThat(group.counts().completed()).isOne();
                });
    }

    @Test
    void contextOfACallWithAPeriodIsThatOfTheCall() {
        starter()
                .withBean(CancelsItsContext.class)
                .run(context ->
                        context.getBean(CancelsItsContext.class).notDoneAtFirst.await(2));
    }

    @Test
    void methodMayBeCalledInANativeImage() throws NoSuchMethodException {
        RuntimeHints hints = new RuntimeHints();
        new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, UntilStopped.class, Composed.class);
        assertThat(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(UntilStopped.class.getDeclaredMethod("poll", StopChannel.class)))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(Composed.class.getDeclaredMethod("poll", StopChannel.class)))
                .accepts(hints);
    }

    private static List<String> names(Group group) {
        return group.activeTasks().stream().map(ActiveTask::name).toList();
    }

    static class UntilStopped {

        final CompletableFuture<StopChannel> stop = new CompletableFuture<>();

        @GroupWorker
        void poll(StopChannel stop) throws InterruptedException {
            this.stop.complete(stop);
            stop.await();
        }
    }

    static class WithContext {

        final CompletableFuture<Boolean> doneAtFirst = new CompletableFuture<>();

        @GroupWorker
        void poll(Context context) {
            doneAtFirst.complete(context.isDone());
            Fixtures.await(context.done());
        }
    }

    static class KeepsContext {

        final CompletableFuture<Context> kept = new CompletableFuture<>();

        @GroupWorker
        void poll(Context context) {
            kept.complete(context);
        }
    }

    static class Configured {

        final Turnstile entered = new Turnstile();

        @GroupWorker(group = "${the.group}", name = "${the.name}", instancesString = "${the.number}")
        void poll(StopChannel stop) {
            entered.pass();
            Fixtures.await(stop);
        }
    }

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @GroupWorker(group = "mail", instances = 2)
    @interface MailTask {

        @AliasFor(annotation = GroupWorker.class)
        String name();
    }

    static class Composed {

        @MailTask(name = "read")
        void poll(StopChannel stop) {
            Fixtures.await(stop);
        }
    }

    interface Poller {

        @GroupWorker
        void poll(StopChannel stop);
    }

    interface Plain {

        void poll(StopChannel stop);
    }

    static class Annotated implements Plain {

        @Override
        @GroupWorker
        public void poll(StopChannel stop) {
            Fixtures.await(stop);
        }
    }

    static class Implementing implements Poller {

        @Override
        public void poll(StopChannel stop) {
            Fixtures.await(stop);
        }
    }

    static class FailsOnce {

        @GroupWorker(name = "failsOnce")
        void fail() throws IOException {
            throw new IOException("no such mailbox");
        }
    }

    static class FailsAtFirst {

        final Turnstile calls = new Turnstile();

        @GroupWorker(name = "failsAtFirst", restart = "1ms", jitter = 0.1)
        void fail() throws IOException {
            int call = calls.pass();
            if (call < 3) {
                throw new IOException("call " + call);
            }
        }
    }

    static class FailsAlways {

        final Turnstile calls = new Turnstile();

        @GroupWorker(name = "failsAlways", period = "PT0.001S", jitter = 0.1)
        void fail() throws IOException {
            calls.pass();
            throw new IOException("thrown");
        }
    }

    static class CancelsItsContext {

        final Turnstile notDoneAtFirst = new Turnstile();
        private volatile @Nullable Context latest;

        @GroupWorker(period = "1")
        void poll(Context context) {
            Context before = latest;
            if (!context.isDone() && (before == null || before.isDone())) {
                notDoneAtFirst.pass();
            }
            latest = context;
        }
    }

    static class Handler implements FailureHandler {

        final List<String> notified = new CopyOnWriteArrayList<>();

        @Override
        public void onFailure(Group group, ActiveTask task, Throwable failure) {
            notified.add(task.name() + " of " + task.group() + ": " + failure);
        }
    }

    @Configuration("appConfiguration")
    static class AppConfiguration {

        @Bean
        @Lazy
        UntilStopped lazy() {
            return new UntilStopped();
        }

        @GroupWorker
        void work(StopChannel stop) {
            Fixtures.await(stop);
        }
    }
}
