package io.github.waitgroup;

/** What a test does in another thread; unlike a {@link Runnable} it may throw anything. */
@FunctionalInterface
interface Body {

    void run() throws Throwable;

    /** A task that lets checked exceptions out as well. */
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
