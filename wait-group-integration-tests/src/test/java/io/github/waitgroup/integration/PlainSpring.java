package io.github.waitgroup.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** The same application without the starter. */
final class PlainSpring {

    private static final String IMPORTS =
            "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports";

    private PlainSpring() {}

    /** The argument that leaves out all auto-configurations of the starter. */
    static String argument() {
        List<String> own = new ArrayList<>();
        try {
            for (URL imports :
                    Collections.list(PlainSpring.class.getClassLoader().getResources(IMPORTS))) {
                lines(imports)
                        .filter(each -> each.startsWith("io.github.waitgroup."))
                        .forEach(own::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "--spring.autoconfigure.exclude=" + String.join(",", own);
    }

    private static Stream<String> lines(URL file) throws IOException {
        return new String(file.openStream().readAllBytes(), StandardCharsets.UTF_8).lines();
    }
}
