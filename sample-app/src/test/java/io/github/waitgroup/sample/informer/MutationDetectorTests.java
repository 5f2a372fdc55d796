package io.github.waitgroup.sample.informer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.waitgroup.CloseableStopChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MutationDetectorTests {

    private final List<String> reports = new ArrayList<>();
    private final MutationDetector<List<String>> detector = new MutationDetector<>(
            ArrayList::new, (copy, object) -> reports.add(copy + " " + object), Duration.ofDays(1));

    @Test
    void changeIsReportedWithTheCopyAtTheLatestWhenItStops() {
        List<String> changed = new ArrayList<>(List.of("a"));
        detector.capture(new ArrayList<>(List.of("unchanged")));
        detector.capture(changed);
        changed.add("b");
        runOnce();
        assertThat(reports).containsExactly("[a] [a, b]");
    }

    @Test
    void eachObjectIsReportedOnce() {
        List<String> changed = new ArrayList<>();
        detector.capture(changed);
        changed.add("b");
        runOnce();
        changed.add("c");
        runOnce();
        assertThat(reports).hasSize(1);
    }

    @Test
    void onlyTheLatestObjectsAreKept() {
        List<String> oldest = new ArrayList<>();
        List<String> second = new ArrayList<>();
        detector.capture(oldest);
        detector.capture(second);
        for (int i = 1; i < MutationDetector.CAPACITY; i++) {
            detector.capture(List.of("another"));
        }
        oldest.add("a");
        second.add("b");
        runOnce();
        assertThat(reports).containsExactly("[] [b]");
    }

    private void runOnce() {
        CloseableStopChannel stop = new CloseableStopChannel();
        stop.close();
        detector.run(stop);
    }
}
