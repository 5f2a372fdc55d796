package io.github.waitgroup.benchmarks.load;

import io.github.waitgroup.Group;
import io.github.waitgroup.spring.WaitGroupAutoConfiguration;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A web stack, which is a class path and a kind of thread. */
enum Stack {
    MVC("mvc", "Spring MVC on Tomcat", "webflux|netty|reactor", false),
    MVC_VIRTUAL("mvc-virtual", "Spring MVC on Tomcat, virtual threads", "webflux|netty|reactor", true),
    WEBFLUX("webflux", "Spring WebFlux on Netty", "webmvc|tomcat|servlet", false);

    /** The table's name for the stack. */
    final String title;

    /** The command's name for the stack. */
    final String id;

    final boolean virtualThreads;

    private final Pattern otherJars;

    Stack(String id, String title, String otherStack, boolean virtualThreads) {
        this.id = id;
        this.title = title;
        this.virtualThreads = virtualThreads;
        this.otherJars = Pattern.compile(otherStack + "|jmh|kotlin");
    }

    static Stack named(String id) {
        return Arrays.stream(values())
                .filter(stack -> stack.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no service '" + id + "'; there are "
                        + Arrays.stream(values()).map(stack -> stack.id).toList()));
    }

    /** The class path of this JVM, less the other web stack and, where it is not wanted, the starter and its core. */
    String classPath(boolean withStarter) {
        Set<Path> starter = Set.of(home(Group.class), home(WaitGroupAutoConfiguration.class));
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(entry -> withStarter || !starter.contains(entry.toAbsolutePath()))
                .filter(entry ->
                        !otherJars.matcher(entry.getFileName().toString()).find())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path home(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException failure) {
            throw new IllegalStateException(type + " is not in a file", failure);
        }
    }
}
