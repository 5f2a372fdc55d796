package io.github.waitgroup.spring.source.scheduled;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduledTaskNameTests {

    @ParameterizedTest
    @CsvSource({
        "com.example.Export.sendOrders, Export.sendOrders",
        "com.example.Export$Nightly.sendOrders, Nightly.sendOrders",
        "com.example.Export$$SpringCGLIB$$0.sendOrders, Export.sendOrders",
        "com.example.Export@1f2e3d, Export",
        "com.example.Export$$Lambda/0x00007f1234@1f2e3d, Export",
        "Export.sendOrders, Export.sendOrders",
        "clean up, clean up",
        "com.example.unusual, com.example.unusual",
    })
    void nameIsTheClassAndTheMethod(String text, String name) {
        assertThat(ScheduledTaskName.of(new Task(text))).isEqualTo(name);
    }

    @Test
    void lambdaHasTheNameOfItsClass() {
        Runnable task = () -> {};
        assertThat(ScheduledTaskName.of(task)).isEqualTo("ScheduledTaskNameTests");
    }

    @Test
    void longTextIsNoNameOfAClass() {
        String text = "Aa$".repeat(8_000);
        assertThat(ScheduledTaskName.of(new Task(text))).isEqualTo(text);
    }

    @Test
    @SuppressWarnings("NullAway") // the mistake
    void textThatCannotBeHadIsReplacedByTheClass() {
        assertThat(ScheduledTaskName.of(new Task(null))).isEqualTo("Task");
        Runnable throwing = new Runnable() {

            @Override
            public void run() {}

            @Override
            public String toString() {
                throw new IllegalStateException("no text");
            }
        };
        assertThat(ScheduledTaskName.of(throwing)).contains(".ScheduledTaskNameTests$");
    }

    private record Task(String text) implements Runnable {

        @Override
        public void run() {}

        @Override
        public String toString() {
            return text;
        }
    }
}
