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

    private record Task(String text) implements Runnable {

        @Override
        public void run() {}

        @Override
        public String toString() {
            return text;
        }
    }
}
