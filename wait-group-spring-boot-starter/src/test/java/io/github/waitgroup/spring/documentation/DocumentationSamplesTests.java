package io.github.waitgroup.spring.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Java samples of the documentation, in Markdown and in doc comments, compile. */
class DocumentationSamplesTests {

    @Test
    void samplesOfAllPagesCompile() throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (Path page : Sample.pages()) {
            samples.addAll(Sample.inPage(page, "java"));
        }
        assertThat(samples)
                .extracting(Sample::file)
                .contains("README.md", "docs/guide/core.md", "docs/architecture.md");
        assertThat(SampleCompiler.problems(samples)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"wait-group-core, Group.java", "wait-group-spring-boot-starter, GroupWorker.java"})
    void samplesOfDocCommentsCompile(String module, String file) throws IOException {
        List<Sample> samples = Sample.inJavadoc(Path.of("..", module, "src", "main", "java"));
        assertThat(samples)
                .extracting(Sample::file)
                .anySatisfy(each -> assertThat(each).endsWith(file));
        assertThat(SampleCompiler.problems(samples)).isEmpty();
    }

    @Test
    void sampleThatDoesNotCompileIsNamedWithFileAndLine() {
        List<Sample> samples = List.of(
                new Sample("good.md", 5, "group.start(\"mail\", () -> mailer.send(order));"),
                new Sample("unknown.md", 7, "group.start(() -> {});\ngroup.begin();"),
                new Sample("Stage.md", 9, "void poll() {\n    throw new java.io.IOException();\n}"),
                new Sample("syntax.md", 11, "group.start(() -> {);"));
        assertThat(SampleCompiler.problems(samples))
                .hasSizeGreaterThanOrEqualTo(3)
                .anySatisfy(
                        each -> assertThat(each).startsWith("unknown.md:8: ").contains("begin()"))
                .anySatisfy(each -> assertThat(each).startsWith("Stage.md:10: ").contains("IOException"))
                .anySatisfy(each -> assertThat(each).startsWith("syntax.md:11: "))
                .noneSatisfy(each -> assertThat(each).startsWith("good.md"));
    }
}
