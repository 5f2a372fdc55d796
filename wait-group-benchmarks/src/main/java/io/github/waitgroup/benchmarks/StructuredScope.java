package io.github.waitgroup.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** {@code java.util.concurrent.StructuredTaskScope} as it is since Java 25, a preview: found by reflection. */
final class StructuredScope {

    private static final @Nullable Scope SCOPE = find();

    private StructuredScope() {}

    static boolean available() {
        return SCOPE != null;
    }

    /** Forks a task many times and joins all. */
    static void runAll(Runnable task, int times) throws Throwable {
        if (SCOPE == null) {
            throw new UnsupportedOperationException("no StructuredTaskScope.open(Joiner) on Java " + Runtime.version());
        }
        Object scope = (Object) SCOPE.open.invokeExact();
        try {
            for (int i = 0; i < times; i++) {
                SCOPE.fork.invokeExact(scope, task);
            }
            SCOPE.join.invokeExact(scope);
        } finally {
            SCOPE.close.invokeExact(scope);
        }
    }

    private static @Nullable Scope find() {
        try {
            Class<?> scope = Class.forName("java.util.concurrent.StructuredTaskScope");
            Class<?> joiner = Class.forName("java.util.concurrent.StructuredTaskScope$Joiner");
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            MethodHandle awaitAll = lookup.findStatic(joiner, "awaitAll", MethodType.methodType(joiner));
            MethodHandle open = lookup.unreflect(scope.getMethod("open", joiner));
            MethodHandle fork = lookup.unreflect(scope.getMethod("fork", Runnable.class));
            MethodHandle join = lookup.unreflect(scope.getMethod("join"));
            MethodHandle close = lookup.unreflect(scope.getMethod("close"));
            return new Scope(
                    MethodHandles.collectArguments(open, 0, awaitAll).asType(MethodType.methodType(Object.class)),
                    fork.asType(MethodType.methodType(void.class, Object.class, Runnable.class)),
                    join.asType(MethodType.methodType(void.class, Object.class)),
                    close.asType(MethodType.methodType(void.class, Object.class)));
        } catch (ReflectiveOperationException before25) {
            return null;
        }
    }

    private record Scope(MethodHandle open, MethodHandle fork, MethodHandle join, MethodHandle close) {}
}
