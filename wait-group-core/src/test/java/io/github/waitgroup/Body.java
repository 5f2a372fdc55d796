package io.github.waitgroup;

/** The work of a test in another thread; unlike a {@link Runnable} it may throw anything. */
@FunctionalInterface
interface Body extends ThrowingRunnable<Throwable> {

    /** A {@link Runnable} that lets checked exceptions out as well. */
    static Runnable task(Body body) {
        return () -> {
            try {
                body.run();
            } catch (Throwable failure) {
                throw Body.<RuntimeException>unchecked(failure);
            }
        };
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the compiler alone tells checked from unchecked
    private static <E extends Throwable> E unchecked(Throwable failure) throws E {
        throw (E) failure;
    }
}
