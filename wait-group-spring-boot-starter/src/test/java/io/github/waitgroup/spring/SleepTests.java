package io.github.waitgroup.spring;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Code and tests wait for events. What sleeps or spins all the same is named here, with its reason. */
class SleepTests {

    private static final Set<String> SLEEPS = Set.of(
            "java.lang.Thread.onSpinWait",
            "java.lang.Thread.sleep",
            "java.lang.Thread.yield",
            "java.util.concurrent.TimeUnit.sleep",
            "java.util.concurrent.locks.LockSupport.parkNanos",
            "java.util.concurrent.locks.LockSupport.parkUntil");

    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("ExitCode", "no event says that a thread has ended, or that the JVM ends"),
            Map.entry("Pause", "lets time pass, which is its purpose"),
            Map.entry("ChildJvm", "waits for a line of output, which notifies it"),
            Map.entry("ShutdownClockTests", "waits for the clock"),
            Map.entry("ExitCodeTests", "no event says that a context is closed"),
            Map.entry("comparison.DataSourceTests", "no event says that a data source is closed"),
            Map.entry("health.GroupHealthTests", "waits for the clock"),
            Map.entry("health.WorkerAgeTests", "no event says that a call has ended"),
            Map.entry("restart.Restarts", "a thread that keeps its class loader"),
            Map.entry("shutdown.EndingApplication", "no event says that the JVM ends"),
            Map.entry("shutdown.GroupDrainTests", "no event says that a line was logged"),
            Map.entry("shutdown.ShutdownBudgetTests", "waits for the clock"),
            Map.entry("web.ExemptStopChannelTests", "no event says that an object was collected"),
            Map.entry("web.ServletRequestsTests", "no event says that a thread of Tomcat is idle"),
            Map.entry("web.ResettingClients", "resets its connection after a random time"),
            Map.entry("web.Shop", "handlers that take no notice of their end, and streams of events"),
            Map.entry("worker.Turnstile", "waits on its monitor, whose passers notify it"),
            Map.entry("SleepTests", "the canary"));

    @Test
    void nobodySleepsOrSpinsWithoutAReason() {
        assertThat(sleeps(new ClassFileImporter().importPackages("io.github.waitgroup.spring")))
                .containsOnlyKeys(REASONS.keySet());
    }

    @Test
    void eachWayToSleepIsSeen() {
        assertThat(sleeps(new ClassFileImporter().importClasses(Canary.class)).get("SleepTests"))
                .hasSize(8);
    }

    /** The calls by the class in whose file they are. */
    private static Map<String, List<String>> sleeps(JavaClasses classes) {
        return classes.stream()
                .flatMap(each -> each.getAccessesFromSelf().stream())
                .filter(SleepTests::isSleep)
                .collect(groupingBy(SleepTests::origin, mapping(JavaAccess::getDescription, toList())));
    }

    private static boolean isSleep(JavaAccess<?> access) {
        // A final method of each object: since JDK 18 the compiler names the type of the receiver, also an interface.
        return access.getName().equals("wait")
                || SLEEPS.contains(access.getTargetOwner().getName() + "." + access.getName());
    }

    private static String origin(JavaAccess<?> access) {
        String name = access.getOriginOwner().getName();
        return name.substring("io.github.waitgroup.spring.".length()).replaceFirst("\\$.*", "");
    }

    private static final class Canary {

        @SuppressWarnings({"unused", "ThreadPriorityCheck", "WaitNotInLoop"})
        synchronized void sleep() throws InterruptedException {
            Thread.sleep(1);
            TimeUnit.SECONDS.sleep(1);
            wait(1);
            LockSupport.parkNanos(1);
            LockSupport.parkUntil(1);
            Thread.onSpinWait();
            Runnable reference = Thread::yield;
            Runnable lambda = () -> Thread.yield();
        }
    }
}
