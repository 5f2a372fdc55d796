package io.github.waitgroup;

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
            Map.entry("Backlog", "no event says that a thread can be had again"),
            Map.entry("DeadlineTimer", "no event says that there is memory again"),
            Map.entry("PatientLock", "another thread holds a lock for a few instructions"),
            Map.entry("StopChannel", "parks until it is closed: the event that all others wait for"),
            Map.entry("StartClock", "keeps the time, so nothing but the time wakes it"),
            Map.entry("StripeStarts", "another thread holds a lock for a few instructions"),
            Map.entry("BusyCarrier", "keeps a carrier busy"),
            Map.entry("ContextTests", "looks as often as it can while another thread cancels"),
            Map.entry("StripeTests", "who waits for a stripe shows nothing"),
            Map.entry("FullHeap", "has no memory for anything else"),
            Map.entry("GroupInstrumentationTests", "a task that looks at its stop channel as often as it can"),
            Map.entry("GroupRunTests", "a task that does not block, so that its interrupt flag stays set"),
            Map.entry("GroupStartTests", "a task that does not block, so that its interrupt flag stays set"),
            Map.entry("StopChannelTests", "looks as often as it can while another thread closes"),
            Map.entry("TestThread", "no event says that a thread blocks"),
            Map.entry("WatchedOwners", "no event says that a thread can be had again"),
            Map.entry("SleepTests", "the canary"));

    @Test
    void nobodySleepsOrSpinsWithoutAReason() {
        assertThat(sleeps(new ClassFileImporter().importPackages("io.github.waitgroup")))
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
        return name.substring("io.github.waitgroup.".length()).replaceFirst("\\$.*", "");
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
