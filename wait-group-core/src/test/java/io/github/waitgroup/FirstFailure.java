package io.github.waitgroup;

import org.jspecify.annotations.Nullable;

/** A JVM in which no task has failed before one does that has used up the memory. */
final class FirstFailure {

    private static volatile @Nullable Object @Nullable [] ballast;

    private FirstFailure() {}

    public static void main(String[] args) {
        Group group = new Group("orders");
        OutOfMemoryError prepared = new OutOfMemoryError("which has occurred");
        try {
            group.run("task", () -> {
                fill();
                throw prepared;
            });
        } catch (OutOfMemoryError expected) {
            ballast = null;
        }
        System.out.println(group.counts());
    }

    private static void fill() {
        for (int size = 1 << 20; size > 0; ) {
            try {
                Object[] more = new Object[size];
                more[0] = ballast;
                ballast = more;
            } catch (OutOfMemoryError full) {
                size /= 2;
            }
        }
    }
}
