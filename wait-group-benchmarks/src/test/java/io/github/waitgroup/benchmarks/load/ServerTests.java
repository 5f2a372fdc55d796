package io.github.waitgroup.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerTests {

    /** The server compares what it was asked for with whether the service has the filter. */
    @ParameterizedTest
    @CsvSource({"MVC, true", "MVC, false", "WEBFLUX, true"})
    @EnabledForJreRange(min = JRE.JAVA_21)
    void serviceServesWithAndWithoutTheStarter(Stack stack, boolean withStarter)
            throws IOException, InterruptedException {
        assumeTrue(Wrk.isInstalled(), "skipped: wrk is not installed (apt-get install wrk)");

        try (Wrk wrk = new Wrk();
                Server server = Server.start(stack, withStarter)) {
            Sample sample = server.under(wrk, 1);

            assertThat(sample.perSecond()).isGreaterThan(10);
            assertThat(sample.p99Micros()).isPositive();
            assertThat(sample.processorMicros()).isPositive();
            assertThat(sample.bytes()).isGreaterThan(100);
        }
    }

    @Test
    void onlyTheStarterAndItsCoreAreMissingWithoutIt() {
        assertThat(Stack.MVC.classPath(true).split(File.pathSeparator, -1))
                .hasSize(Stack.MVC.classPath(false).split(File.pathSeparator, -1).length + 2);
    }

    @Test
    void noStackHasTheServerOfTheOther() {
        assertThat(Stack.MVC.classPath(true)).contains("tomcat").doesNotContain("reactor-netty");
        assertThat(Stack.WEBFLUX.classPath(true)).contains("reactor-netty").doesNotContain("tomcat-embed");
    }
}
