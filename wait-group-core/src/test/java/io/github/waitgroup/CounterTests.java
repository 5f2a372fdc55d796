package io.github.waitgroup;

import static io.github.waitgroup.TestThread.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

/** What a counter must do also while its count is spread over cells; all else is tested through the wait groups. */
class CounterTests {

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
}
