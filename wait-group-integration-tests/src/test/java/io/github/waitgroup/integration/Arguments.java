package io.github.waitgroup.integration;

import java.util.stream.Stream;

/** Arguments of applications. */
final class Arguments {

    private Arguments() {}

    static String[] join(String[] some, String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
    }
}
