package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a counter must do also while its count is spread over cells; all else is tested through the wait groups. */
class CounterTests {

    /** What the word holds at most while there are cells. */
    private static final int HALF = Integer.MAX_VALUE / 2;

    private final Counter counter = new Counter();

    /** Spreads the count, as if threads had met, and adds to a cell. */
    private void addToCell(int members) {
        assertThat(counter.spread()).isNotNull();
        assertThat(counter.tryAdd(members)).isTrue();
    }

    @Test
    void countIsTheSumOfWordAndCells() {
        counter.tryAdd(1);
        addToCell(2);
        assertThat(counter.count()).isEqualTo(3);
        addToCell(Cells.MAX + 1); // more than a cell holds
        assertThat(counter.count()).isEqualTo(3 + Cells.MAX + 1);
    }

    @Test
    void closeClosesTheCellsToo() {
        counter.tryAdd(1);
        addToCell(2);
        assertThat(counter.close()).isEqualTo(3);
        assertThat(counter.tryAdd(1)).isFalse();
        assertThat(counter.spread()).as("cells, once closed").isNull();
        assertThat(counter.count()).isEqualTo(3);
    }

    @Test
    void threadThatStillHasOldCellsIsSentToTheWord() {
        Cells old = counter.spread();
        assertThat(counter.count()).isZero(); // for which the cells are folded
        assertThat(old.tryAdd(1)).isFalse();
        assertThat(old.trySubtract(1)).isFalse();
    }

    @Test
    void awaitSeesMembersInCells() throws Exception {
        addToCell(2);
        assertThat(counter.await(0)).isFalse();
        counter.subtract(2);
        assertThat(counter.await(0)).isTrue();
    }

    @Test
    void lastMemberReleasesTheWaiterAlsoIfItWasInACell() throws Exception {
        addToCell(1);
        TestThread<Boolean> waiter = TestThread.start(() -> counter.await(FOREVER.toNanos()));
        waiter.awaitBlocked();
        counter.subtract(1);
        assertThat(waiter.result()).isTrue();
    }

    @Test
    void thereAreNoCellsWhileSomebodyWaits() throws Exception {
        counter.tryAdd(1);
        TestThread<Boolean> waiter = TestThread.start(() -> counter.await(FOREVER.toNanos()));
        waiter.awaitBlocked();
        assertThat(counter.spread()).isNull();
        counter.subtract(1);
        assertThat(waiter.result()).isTrue();
        assertThat(counter.spread()).as("and afterwards").isNotNull();
    }

    @Test
    void membersLeaveWordAndCellsInOneStep() {
        counter.tryAdd(1);
        addToCell(2);
        counter.subtract(3);
        assertThat(counter.count()).isZero();
    }

    @Test
    void countDoesNotFallBelowZero() {
        counter.tryAdd(1);
        addToCell(2);
        assertThatIllegalStateException()
                .isThrownBy(() -> counter.subtract(4))
                .withMessageContaining("count 3, delta -4");
        assertThat(counter.count()).isEqualTo(3);
    }

    @Test
    void countDoesNotOverflow() {
        addToCell(1);
        assertThat(counter.tryAdd(Integer.MAX_VALUE - 1)).isTrue();
        assertThatIllegalStateException()
                .isThrownBy(() -> counter.tryAdd(1))
                .withMessageContaining("count " + Integer.MAX_VALUE + ", delta 1");
        assertThat(counter.spread()).as("cells, near the limit").isNull();
        assertThat(counter.count()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void wordThatIsHalfFullDoesNotOverflowWithWhatIsInCells() {
        addToCell(1);
        assertThat(counter.tryAdd(HALF)).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> counter.tryAdd(HALF + 1));
        assertThat(counter.count()).isEqualTo(HALF + 1);
    }

    @Test
    void thereAreCellsUntilTheWordIsHalfFull() {
        counter.tryAdd(HALF);
        assertThat(counter.spread()).isNotNull();
        assertThat(counter.count()).isEqualTo(HALF); // for which the cells are folded
        counter.tryAdd(1);
        assertThat(counter.spread()).isNull();
    }

    @Test
    void closedCounterRefusesRatherThanOverflows() {
        counter.tryAdd(1);
        counter.close();
        assertThat(counter.tryAdd(Integer.MAX_VALUE)).isFalse();
    }

    @Test
    void memberThatLeavesLearnsWhetherTheCounterIsClosed() {
        addToCell(5);
        assertThat(counter.subtract(1)).as("from a cell").isFalse();
        counter.tryAdd(Cells.MAX);
        assertThat(counter.subtract(Cells.MAX + 1)).as("from word and cells").isFalse();
        assertThat(counter.subtract(1)).as("from the word").isFalse();
        counter.close();
        assertThat(counter.subtract(1)).isTrue();
        assertThat(counter.subtract(1)).as("the last").isTrue();
        assertThat(counter.isClosed()).as("and it stays so").isTrue();
    }

    @Test
    void zeroOfAnEarlierGenerationReleasesNobody() throws Exception {
        for (int generation = 0; generation < 3; generation++) {
            counter.tryAdd(1);
            assertThat(counter.await(0)).isFalse();
            assertThat(counter.isClosed()).isFalse();
            counter.subtract(1);
            assertThat(counter.await(0)).isTrue();
        }
    }

    static Stream<Consumer<Counter>> waysToFold() {
        return Stream.of(
                Counter::count,
                Counter::close,
                Counter::spread,
                counter -> counter.subtract(2),
                counter -> counter.tryAdd(Integer.MAX_VALUE - 2),
                counter -> assertThatIllegalStateException().isThrownBy(() -> counter.subtract(3)),
                counter -> assertThatIllegalStateException().isThrownBy(() -> counter.tryAdd(Integer.MAX_VALUE)),
                counter -> Body.task(() -> counter.await(0)).run());
    }

    @ParameterizedTest
    @MethodSource("waysToFold")
    void eachWayToFoldTheCellsLetsOtherThreadsFoldAfterwards(Consumer<Counter> folds) throws Exception {
        counter.tryAdd(1);
        addToCell(1);
        folds.accept(counter);
        assertThat(TestThread.start(counter::count).result()).isNotNegative();
    }
}
