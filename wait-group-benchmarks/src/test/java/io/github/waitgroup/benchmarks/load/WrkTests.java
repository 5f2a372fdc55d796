package io.github.waitgroup.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrkTests {

    @Test
    void resultIsTheLineOfTheScript() throws IOException {
        assertThat(Wrk.Result.of("Running 1s test\nresult: 300 1500000 420 0\n"))
                .isEqualTo(new Wrk.Result(300, 1.5, 420));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unable to connect", "result: 300 1500000 420 1", "result: 0 1500000 0 0"})
    void loadThatFailedIsNoResult(String output) {
        assertThatIOException().isThrownBy(() -> Wrk.Result.of(output)).withMessageContaining(output);
    }
}
