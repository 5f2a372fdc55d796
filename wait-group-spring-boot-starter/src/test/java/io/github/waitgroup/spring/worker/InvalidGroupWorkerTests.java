package io.github.waitgroup.spring.worker;

import static io.github.waitgroup.spring.Fixtures.starter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.waitgroup.StopChannel;
import io.github.waitgroup.spring.Fixtures;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.stream.Stream;
import kotlin.coroutines.Continuation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.samples.poller.PollerOfAnotherPackage;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

/** The analyses of annotations that make no sense. */
@ExtendWith(OutputCaptureExtension.class)
class InvalidGroupWorkerTests {

    static Stream<Arguments> declarations() {
        return Stream.of(
                invalid(
                        UnknownGroup.class,
                        "there is no group 'mial'; the groups of this application context are [default]"),
                invalid(BlankGroup.class, "its group is blank"),
                invalid(BlankName.class, "its name is blank"),
                invalid(NameOfBlankProperty.class, "its name is blank: ${blank}"),
                invalid(NameOfNoProperty.class, "its name cannot be resolved: Could not resolve placeholder 'nowhere'"),
                invalid(NegativeInstances.class, "the number of instances is -1"),
                invalid(NegativeInstancesString.class, "the number of instances is -2"),
                invalid(WrongInstancesString.class, "its instancesString is 'two', which is not a whole number"),
                invalid(TwoNumbersOfInstances.class, "it has instances and instancesString"),
                invalid(NegativePeriod.class, "its period is '-5s'"),
                invalid(ZeroPeriod.class, "its period is '0'"),
                invalid(WrongPeriod.class, "its period is 'soon', which is not a duration"),
                invalid(HugePeriod.class, "its period is '9999999999999999d', which is not a duration"),
                invalid(NegativeRestart.class, "its restart is '-1s'"),
                invalid(PeriodAndRestart.class, "it has a period and a restart"),
                invalid(NegativeJitter.class, "its jitter is -0.1"),
                invalid(InfiniteJitter.class, "its jitter is Infinity"),
                invalid(UselessJitter.class, "it has a jitter, but no pause that could be longer for it"),
                invalid(Returning.class, "a worker returns nothing"),
                invalid(WrongParameter.class, "a worker takes nothing, a StopChannel or a Context"),
                invalid(TwoParameters.class, "a worker takes nothing, a StopChannel or a Context"),
                invalid(Suspending.class, "a worker cannot be a suspend function"),
                invalid(AsyncMethod.class, "it is @Async as well"),
                invalid(AsyncClass.class, "it is @Async as well"),
                invalid(InheritedAsync.class, "it is @Async as well"),
                invalid(AsyncByAnotherName.class, "it is @Async as well"),
                invalid(PrivateMethod.class, "the method is private"),
                invalid(StaticMethod.class, "the method is static"),
                invalid(Prototype.class, "the bean is no singleton"),
                invalid(ScopedProxy.class, "the bean is no singleton"),
                invalid(FinalInProxy.class, "the bean has a proxy, which cannot override a final method"),
                invalid(InheritedByProxy.class, "the bean has a proxy in another package, which cannot override"),
                invalid(HiddenByProxy.class, "the bean has a proxy that implements its interfaces, and none of them"),
                invalid(
                        TwoOfOneName.class,
                        "a worker of group 'default' is named 'same-1' already, by @GroupWorker on "));
    }

    @ParameterizedTest
    @MethodSource("declarations")
    void invalidWorkerFailsTheStartAndIsNamedWithTheReason(Class<?> bean, String reason) {
        starter()
                .withConfiguration(AutoConfigurations.of(PropertyPlaceholderAutoConfiguration.class))
                .withPropertyValues("blank=")
                .withUserConfiguration(bean)
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(InvalidGroupWorkerException.class)
                        .hasMessageStartingWith("@GroupWorker on ")
                        .hasMessageContaining(declaring(bean).getName() + ".")
                        .hasMessageContaining(" of bean '")
                        .hasMessageContaining("': " + reason));
    }

    private static Class<?> declaring(Class<?> bean) {
        if (bean == InheritedByProxy.class) {
            return PollerOfAnotherPackage.class;
        }
        return bean == InheritedAsync.class ? NotAsync.class : bean;
    }

    @Test
    void groupMustBeNamedWhereThereAreSeveral() {
        starter()
                .withPropertyValues("wait-group.groups.orders.timeout=1s", "wait-group.groups.mail.timeout=1s")
                .withBean(Valid.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageContaining(
                                "it names no group, and the groups of this application context are [mail, orders]")
                        .hasMessageContaining("Say which it is"));
    }

    @Test
    void groupsOfAParentDoNotCount() {
        starter()
                .run(parent -> starter()
                        .withParent(parent)
                        .withBean(Valid.class)
                        .run(context -> assertThat(context)
                                .getFailure()
                                .hasMessageContaining("this application context has no group; those of a parent")));
    }

    @Test
    void overloadedMethodsNeedNames() {
        starter()
                .withBean("poller", Overloaded.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageContaining("a worker of group 'default' is named 'poller.poll' already")
                        .hasMessageContaining("Give one of them another name"));
    }

    @Test
    void analysisSaysWhatToDo(CapturedOutput output) {
        assertThatThrownBy(
                        () -> Fixtures.application(NegativePeriod.class).run().close())
                .isInstanceOf(InvalidGroupWorkerException.class);
        assertThat(output.toString().substring(output.toString().indexOf("APPLICATION FAILED TO START")))
                .contains("Description:", "Action:")
                .containsPattern(
                        "@GroupWorker on void \\S+NegativePeriod\\.poll\\(\\) of bean '\\S+': its period is '-5s'\\.")
                .contains("Make it longer than zero, for example 5s.");
    }

    private static Arguments invalid(Class<?> bean, String reason) {
        return Arguments.of(bean, reason);
    }

    static class Valid {
        @GroupWorker
        void poll() {}
    }

    static class UnknownGroup {
        @GroupWorker(group = "mial")
        void poll() {}
    }

    static class BlankGroup {
        @GroupWorker(group = " ")
        void poll() {}
    }

    static class BlankName {
        @GroupWorker(name = " ")
        void poll() {}
    }

    static class NameOfBlankProperty {
        @GroupWorker(name = "${blank}")
        void poll() {}
    }

    static class NameOfNoProperty {
        @GroupWorker(name = "${nowhere}")
        void poll() {}
    }

    static class NegativeInstances {
        @GroupWorker(instances = -1)
        void poll() {}
    }

    static class NegativeInstancesString {
        @GroupWorker(instancesString = "-2")
        void poll() {}
    }

    static class WrongInstancesString {
        @GroupWorker(instancesString = "two")
        void poll() {}
    }

    static class TwoNumbersOfInstances {
        @GroupWorker(instances = 2, instancesString = "2")
        void poll() {}
    }

    static class NegativePeriod {
        @GroupWorker(period = "-5s")
        void poll() {}
    }

    static class ZeroPeriod {
        @GroupWorker(period = "0")
        void poll() {}
    }

    static class WrongPeriod {
        @GroupWorker(period = "soon")
        void poll() {}
    }

    static class HugePeriod {
        @GroupWorker(period = "9999999999999999d")
        void poll() {}
    }

    static class NegativeRestart {
        @GroupWorker(restart = "-1s")
        void poll() {}
    }

    static class PeriodAndRestart {
        @GroupWorker(period = "1s", restart = "1s")
        void poll() {}
    }

    static class NegativeJitter {
        @GroupWorker(period = "1s", jitter = -0.1)
        void poll() {}
    }

    static class InfiniteJitter {
        @GroupWorker(period = "1s", jitter = Double.POSITIVE_INFINITY)
        void poll() {}
    }

    static class UselessJitter {
        @GroupWorker(jitter = 0.1)
        void poll() {}
    }

    static class Returning {
        @GroupWorker
        int poll() {
            return 0;
        }
    }

    static class WrongParameter {
        @GroupWorker
        void poll(String what) {}
    }

    static class TwoParameters {
        @GroupWorker
        void poll(StopChannel one, StopChannel two) {}
    }

    static class PrivateMethod {
        @GroupWorker
        @SuppressWarnings("UnusedMethod")
        private void poll() {}
    }

    static class StaticMethod {
        @GroupWorker
        static void poll() {}
    }

    @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
    static class Prototype {
        @GroupWorker
        void poll() {}
    }

    @Scope(scopeName = ConfigurableBeanFactory.SCOPE_PROTOTYPE, proxyMode = ScopedProxyMode.TARGET_CLASS)
    static class ScopedProxy {
        @GroupWorker
        void poll() {}
    }

    @Import(Proxies.OfClasses.class)
    static class FinalInProxy {
        @GroupWorker
        final void poll() {}
    }

    @Import(Proxies.OfClasses.class)
    static class InheritedByProxy extends PollerOfAnotherPackage {}

    static class Suspending {
        @GroupWorker
        Object poll(Continuation continuation) {
            return continuation;
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Elsewhere {}

    @EnableAsync(annotation = Elsewhere.class)
    static class AsyncByAnotherName {
        @GroupWorker
        @Elsewhere
        void poll() {}
    }

    static class AsyncMethod {
        @GroupWorker
        @Async
        void poll() {}
    }

    @Async
    static class AsyncClass {
        @GroupWorker
        void poll() {}
    }

    static class NotAsync {
        @GroupWorker
        void poll() {}
    }

    @Async
    static class InheritedAsync extends NotAsync {}

    @Import(Proxies.OfInterfaces.class)
    static class HiddenByProxy implements Runnable {
        @GroupWorker
        void poll() {}

        @Override
        public void run() {}
    }

    static class TwoOfOneName {
        @GroupWorker(name = "same-1")
        void one() {}

        @GroupWorker(name = "same", instances = 2)
        void two() {}
    }

    static class Overloaded {
        @GroupWorker
        void poll() {}

        @GroupWorker
        void poll(StopChannel stop) {}
    }
}
