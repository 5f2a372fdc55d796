package io.github.waitgroup.spring.restart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.spring.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * An application that has been closed leaves neither threads nor its class loader behind.
 *
 * <p>The developer tools of Spring Boot restart an application in this way: what is being developed is in a class
 * loader that is thrown away, libraries are in its parent. Here as there, the library may be in either. Their own
 * machinery is left out, so that whatever stays is ours.
 */
class ClassLoaderLeakTests {

    private static final String APPLICATION = RestartedApplication.class.getName();
    private static final String APPLICATION_AND_LIBRARY = "io.github.waitgroup.";

    /** Much longer than the ten seconds for which the thread of the timer waits for work. */
    private static final String LONG = "40";

    private static final String SHORT = "2";

    @Test
    void applicationGoesAlthoughTheLibraryStays() throws Exception {
        assertGoes(restart(APPLICATION, LONG));
    }

    @Test
    void applicationAndLibraryGo() throws Exception {
        assertGoes(restart(APPLICATION_AND_LIBRARY, LONG));
    }

    @Test
    void threadThatStaysWouldBeNoticed() throws Exception {
        ChildJvm.Exit exit = restart(APPLICATION, SHORT, Restarts.LEAK);
        assertThat(exit.output()).contains(Restarts.THERE).doesNotContain(Restarts.GONE);
    }

    private static void assertGoes(ChildJvm.Exit exit) {
        assertThat(exit.output())
                .contains("notified: Group 'orders' has drained: ")
                .contains(Restarts.GONE)
                .doesNotContain(Restarts.THERE);
        assertThat(exit.lines())
                .filteredOn(line -> line.startsWith(Restarts.THREADS))
                .singleElement()
                .asString()
                .doesNotContain("orders", "-drain", "restarted");
    }

    private static ChildJvm.Exit restart(String... arguments) throws InterruptedException {
        // Spring's own caches hold on to classes softly.
        try (ChildJvm child = ChildJvm.start(List.of("-XX:SoftRefLRUPolicyMSPerMB=0"), Restarts.class, arguments)) {
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.code()).as(exit.output()).isZero();
            return exit;
        }
    }
}
