package io.github.waitgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The scenario of Go and Kubernetes: all members check in at one group, and leave together through another. */
final class TwoBarriers {

    static final int MEMBERS = 16;

    private TwoBarriers() {}

    static void cross(Body checkIn, Body awaitAll, Body openOne, Body awaitOpen) throws Throwable {
        AtomicInteger exited = new AtomicInteger();
        List<TestThread<?>> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            members.add(TestThread.start(() -> {
                checkIn.run();
                awaitOpen.run();
                exited.incrementAndGet();
            }));
        }
        awaitAll.run();
        for (int i = 0; i < MEMBERS; i++) {
            assertThat(exited).as("members released too soon").hasValue(0);
            openOne.run();
        }
        for (TestThread<?> member : members) {
            member.result();
        }
        assertThat(exited).hasValue(MEMBERS);
    }
}
