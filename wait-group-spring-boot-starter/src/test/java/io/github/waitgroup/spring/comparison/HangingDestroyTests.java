package io.github.waitgroup.spring.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.spring.ChildJvm;
import io.github.waitgroup.spring.Fixtures;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** A bean hangs while it is destroyed, past the moment at which the platform kills the process: who says so? */
class HangingDestroyTests {

    private static final String GRACE_PERIOD = "--wait-group.shutdown.grace-period=6s";

    @Test
    void springSaysNothing() throws Exception {
        assertThat(outputOf(Plain.class)).doesNotContain(Mailer.class.getSimpleName());
    }

    @Test
    void starterNamesTheBeanAndItsStackBeforeTheKill() throws Exception {
        assertThat(outputOf(Ours.class))
                .contains("left of the grace period: the destruction of the beans, bean '")
                .contains("(" + Mailer.class.getName() + ") is being destroyed")
                .contains(Mailer.class.getName() + ".destroy(");
    }

    private static String outputOf(Class<?> main) throws InterruptedException {
        try (ChildJvm child = ChildJvm.start(main, GRACE_PERIOD)) {
            child.awaitLine(Mailer.READY);
            child.terminate();
            ChildJvm.Exit exit = child.awaitExit();
            assertThat(exit.code()).isEqualTo(ChildJvm.EXIT_CODE_OF_SIGTERM);
            return exit.output();
        }
    }

    @EnableAutoConfiguration(excludeName = "io.github.waitgroup.spring.WaitGroupAutoConfiguration")
    @Import(Mailer.class)
    static class Plain {

        public static void main(String[] arguments) {
            start(Plain.class, arguments);
        }
    }

    @EnableAutoConfiguration
    @Import(Mailer.class)
    static class Ours {

        public static void main(String[] arguments) {
            start(Ours.class, arguments);
        }
    }

    private static void start(Class<?> main, String... arguments) {
        SpringApplication application = new SpringApplication(main);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setKeepAlive(true);
        application.run(arguments);
        System.out.println(Mailer.READY);
    }

    static final class Mailer implements DisposableBean {

        static final String READY = "the application runs";

        /** Nobody kills the child, so it ends by itself, later than the grace period. */
        @Override
        public void destroy() {
            Fixtures.awaitAtMost(Duration.ofSeconds(7), new CountDownLatch(1));
        }
    }
}
