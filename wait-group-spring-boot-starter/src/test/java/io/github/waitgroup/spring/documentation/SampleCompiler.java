package io.github.waitgroup.spring.documentation;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles samples. Each is a whole compilation unit if it has a package or an import; otherwise members of a class, or
 * else statements.
 */
final class SampleCompiler {

    /*
     * Members and statements are in a class that extends a stage, which has what samples use without declaring it: the
     * nested class of Stage that is called after the sample's file, In and its name, or else Stage itself.
     *
     * What a sample is follows from its syntax alone. So each is parsed by itself, which needs no class path, and then
     * all are compiled at once.
     */

    private static final String HEADER = "package " + SampleCompiler.class.getPackageName() + ";"
            + Stream.of(
                            "java.io.*",
                            "java.time.*",
                            "java.util.*",
                            "java.util.concurrent.*",
                            "java.util.concurrent.atomic.*",
                            "java.util.function.*",
                            "io.github.waitgroup.*",
                            "io.github.waitgroup.RateLimitedSafeWaitGroup.*",
                            "io.github.waitgroup.spring.*",
                            "io.github.waitgroup.spring.async.*",
                            "io.github.waitgroup.spring.reactor.*",
                            "io.github.waitgroup.spring.shutdown.*",
                            "io.github.waitgroup.spring.source.*",
                            "io.github.waitgroup.spring.source.grpc.*",
                            "io.github.waitgroup.spring.worker.*",
                            "io.grpc.stub.StreamObserver",
                            "jakarta.annotation.PreDestroy",
                            "org.jspecify.annotations.*",
                            "org.springframework.beans.factory.annotation.*",
                            "org.springframework.boot.autoconfigure.*",
                            "org.springframework.boot.autoconfigure.condition.*",
                            "org.springframework.context.annotation.*",
                            "org.springframework.http.ResponseEntity",
                            "org.springframework.stereotype.*",
                            "org.springframework.web.bind.annotation.*",
                            "org.springframework.web.servlet.mvc.method.annotation.SseEmitter",
                            "reactor.core.publisher.*",
                            "static org.assertj.core.api.Assertions.*")
                    .map(each -> " import " + each + ";")
                    .collect(Collectors.joining());

    private static final Pattern PACKAGE_OR_IMPORT = Pattern.compile("^(package|import) ", Pattern.MULTILINE);

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    private SampleCompiler() {}

    /** What is wrong with the samples; each problem names file and line. */
    static List<String> problems(List<Sample> samples) {
        List<String> problems = new ArrayList<>();
        List<Source> sources = new ArrayList<>();
        for (Sample sample : samples) {
            Source source = source(sample, "Sample" + sources.size());
            Compilation parsed = Compilation.of(List.of(source));
            parsed.parse();
            if (parsed.problems().isEmpty()) {
                sources.add(source);
            } else {
                problems.addAll(parsed.problems());
            }
        }
        Compilation all = Compilation.of(sources);
        all.analyze();
        problems.addAll(all.problems());
        return problems;
    }

    private static Source source(Sample sample, String className) {
        if (PACKAGE_OR_IMPORT.matcher(sample.text()).find()) {
            return new Source(sample, "", "");
        }
        String begin = HEADER + " abstract class " + className + " extends " + stage(sample) + " {";
        Source members = new Source(sample, begin, "}");
        Compilation parsed = Compilation.of(List.of(members));
        parsed.parse();
        if (parsed.problems().isEmpty()) {
            return members;
        }
        Source statements = new Source(sample, begin + " void sample() throws Throwable {", "}}");
        return returnsValue(statements, className)
                ? new Source(sample, begin + " Object sample() throws Throwable {", "}}")
                : statements;
    }

    private static String stage(Sample sample) {
        String name = "In" + sample.fileName();
        boolean hasOwn = Arrays.stream(Stage.class.getDeclaredClasses())
                .anyMatch(each -> each.getSimpleName().equals(name));
        return hasOwn ? "Stage." + name : "Stage";
    }

    private static boolean returnsValue(Source source, String className) {
        boolean[] found = new boolean[1];
        TreeScanner<Boolean, Boolean> scanner = new TreeScanner<>() {

            @Override
            public Boolean visitReturn(ReturnTree tree, Boolean unused) {
                found[0] |= tree.getExpression() != null;
                return unused;
            }

            @Override
            public Boolean visitLambdaExpression(LambdaExpressionTree tree, Boolean unused) {
                return unused;
            }

            @Override
            public Boolean visitClass(ClassTree tree, Boolean unused) {
                return tree.getSimpleName().contentEquals(className) ? super.visitClass(tree, unused) : unused;
            }
        };
        Compilation.of(List.of(source)).parse().forEach(unit -> unit.accept(scanner, false));
        return found[0];
    }

    private record Compilation(JavacTask task, DiagnosticCollector<JavaFileObject> diagnostics) {

        static Compilation of(List<Source> sources) {
            DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
            List<String> options = List.of(
                    "-proc:none",
                    "-XDshould-stop.ifError=FLOW", // all samples are looked at, whatever is wrong with one
                    "-classpath",
                    System.getProperty("java.class.path"));
            return new Compilation(
                    (JavacTask) COMPILER.getTask(null, null, diagnostics, options, null, sources), diagnostics);
        }

        Iterable<? extends CompilationUnitTree> parse() {
            try {
                return task.parse();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void analyze() {
            try {
                task.analyze();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        List<String> problems() {
            return diagnostics.getDiagnostics().stream()
                    .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                    .map(Compilation::describe)
                    .toList();
        }

        private static String describe(Diagnostic<? extends JavaFileObject> problem) {
            String message = problem.getMessage(Locale.ENGLISH);
            return problem.getSource() instanceof Source source
                    ? source.sample.file() + ":" + (source.sample.line() + problem.getLineNumber() - 2) + ": " + message
                    : message;
        }
    }

    /** A sample between what stands before and after it, in its first line and after its last. */
    private static final class Source extends SimpleJavaFileObject {

        private final Sample sample;
        private final String before;
        private final String after;

        Source(Sample sample, String before, String after) {
            super(URI.create("string:///" + sample.file() + "." + sample.line() + ".java"), Kind.SOURCE);
            this.sample = sample;
            this.before = before;
            this.after = after;
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return true; // whatever the sample calls its class
        }

        @Override
        public String getCharContent(boolean ignoreEncodingErrors) {
            return before + "\n" + sample.text() + "\n" + after;
        }
    }
}
