package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class CellsTests {

    /** So many that each cell is that of some thread. */
    private static final int THREADS = 200;

    private final Cells cells = new Cells();

    /** Runs the body in a number of threads, one after the other. Returns in how many it was true. */
    private static int inThreads(Callable<Boolean> body) throws Exception {
        int successes = 0;
        for (int i = 0; i < THREADS; i++) {
            if (TestThread.start(body).result()) {
                successes++;
            }
        }
        return successes;
    }

    @Test
    void cellIsFullAtItsMaximum() {
        assertThat(cells.tryAdd(Cells.MAX - 1)).isTrue();
        assertThat(cells.tryAdd(2)).isFalse();
        assertThat(cells.tryAdd(1)).isTrue();
        assertThat(cells.tryAdd(1)).isFalse();
        assertThat(cells.close()).isEqualTo(Cells.MAX);
    }

    @Test
    void threadsOfAllProcessorsHaveCellsOfTheirOwn() throws Exception {
        int processors = Math.min(64, Runtime.getRuntime().availableProcessors());
        assertThat(inThreads(() -> cells.tryAdd(Cells.MAX))).as("cells").isGreaterThanOrEqualTo(processors);
    }

    @Test
    void membersInAnyCellCanBeTakenAwayByAnyThread() throws Exception {
        assertThat(inThreads(() -> cells.tryAdd(1))).isEqualTo(THREADS);
        for (int i = 0; i < THREADS; i++) {
            assertThat(cells.trySubtract(1)).isTrue();
        }
        assertThat(cells.trySubtract(1)).as("of nothing").isFalse();
        assertThat(cells.close()).isZero();
    }

    @Test
    void threadTakesFromItsOwnCellFirst() throws Exception {
        inThreads(() -> cells.tryAdd(Cells.MAX));
        assertThat(cells.tryAdd(1)).as("each cell is full").isFalse();
        assertThat(cells.trySubtract(1)).isTrue();
        assertThat(cells.tryAdd(1)).as("the own cell has room now").isTrue();
    }

    @Test
    void closeReturnsTheSumOfAllCellsWhichAreEmptyAfterwards() throws Exception {
        inThreads(() -> cells.tryAdd(1));
        assertThat(cells.close()).isEqualTo(THREADS);
        assertThat(inThreads(() -> cells.tryAdd(1) || cells.trySubtract(1))).isZero();
        assertThat(cells.close()).as("second time").isZero();
    }
}
