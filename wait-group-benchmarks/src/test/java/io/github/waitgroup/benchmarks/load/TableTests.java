package io.github.waitgroup.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTests {

    @Test
    void ratiosAreTakenRoundByRound() {
        List<Table.Round> rounds = List.of(
                new Table.Round(new Sample(1000, 100, 10, 200), new Sample(900, 200, 11, 300)),
                new Table.Round(new Sample(4000, 100, 10, 200), new Sample(4000, 50, 12, 300)),
                new Table.Round(new Sample(2000, 100, 10, 200), new Sample(2200, 100, 13, 300)));

        assertThat(Table.of(Stack.WEBFLUX, rounds)).isEqualTo("""
                | Spring WebFlux on Netty | without | with | ratio (min – max) | difference |
                |---|--:|--:|--:|--:|
                | requests per second | 2,000 | 2,200 | 1.000 (0.900 – 1.100) | +0.00 |
                | 99th percentile of the latency, µs | 100 | 100 | 1.000 (0.500 – 2.000) | +0.00 |
                | processor time per request, µs | 10.00 | 12.00 | 1.200 (1.100 – 1.300) | +2.00 |
                | allocated per request, B | 200 | 300 | 1.500 (1.500 – 1.500) | +100 |
                """);
    }

    @Test
    void onlyTheTableOfTheStackIsReplaced(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("load.md");
        Files.writeString(file, "before\n<!-- begin mvc -->\nold\n<!-- end mvc -->\nafter\n");

        Table.write(file, Stack.MVC, "new\n");

        assertThat(file).hasContent("before\n<!-- begin mvc -->\nnew\n<!-- end mvc -->\nafter\n");
        assertThatIOException()
                .isThrownBy(() -> Table.write(file, Stack.WEBFLUX, "new\n"))
                .withMessageContaining("webflux");
    }
}
