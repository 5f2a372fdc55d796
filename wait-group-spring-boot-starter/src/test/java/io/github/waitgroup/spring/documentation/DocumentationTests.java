package io.github.waitgroup.spring.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ByteArrayResource;

/** What the pages of the documentation name exists, and they keep their measures. */
class DocumentationTests {

    private static final int MAX_COLUMNS = 120;
    private static final int MAX_LINES_OF_README = 200;
    private static final int MAX_WORDS_OF_README = 1_600;

    private static final Path ROOT = Path.of("..");
    private static final String PACKAGE = "io.github.waitgroup.spring";

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
    private static final Pattern BLOCK =
            Pattern.compile("^ *```.*?^ *```$|^<!-- begin.*?^<!-- end", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern PROPERTY = Pattern.compile(
            "\\b(?:wait-group|management\\.endpoint\\.(?:waitgroups|inflight))(?:\\.(?:[a-z]|-(?!>)|<name>|\\*)+)+");
    private static final Pattern ARROW = Pattern.compile("^ +(\\w+) --> (\\w+)$", Pattern.MULTILINE);

    @Test
    void linksLeadSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : Sample.pages()) {
            Matcher link = LINK.matcher(prose(page));
            while (link.find()) {
                if (!link.group(1).contains(":") && !leadsSomewhere(page, link.group(1))) {
                    broken.add(page + ": " + link.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(Path page, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Path page) throws IOException {
        return HEADING.matcher(prose(page))
                .results()
                .map(each -> each.group(1).toLowerCase(Locale.ROOT).strip())
                .map(each -> each.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void proseEndsAtMaxColumns() throws IOException {
        List<String> wide = new ArrayList<>();
        for (Path page : Sample.pages()) {
            prose(page)
                    .lines()
                    .filter(line -> !line.strip().startsWith("|"))
                    .filter(line -> width(LINK.matcher(line).replaceAll("]")) > MAX_COLUMNS)
                    .forEach(line -> wide.add(page + ": " + line));
        }
        assertThat(wide).isEmpty();
    }

    private static int width(String line) {
        return line.codePointCount(0, line.length());
    }

    @Test
    void readmeIsShort() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        assertThat(readme.lines().count()).isLessThanOrEqualTo(MAX_LINES_OF_README);
        assertThat(readme.split("\\s+")).hasSizeLessThanOrEqualTo(MAX_WORDS_OF_README);
    }

    @Test
    void propertiesExist() throws IOException {
        Set<String> unknown = new TreeSet<>();
        Set<String> known = knownProperties();
        for (Path page : Sample.pages()) {
            properties(Files.readString(page))
                    .filter(name -> isUnknown(name, known))
                    .forEach(name -> unknown.add(page + ": " + name));
            for (Sample sample : Sample.inPage(page, "yaml")) {
                yaml(sample).filter(name -> isUnknown(name, known)).forEach(name -> unknown.add(page + ": " + name));
            }
        }
        assertThat(unknown).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "wait-group.shutdown.timeout, false",
        "wait-group.groups.<name>.timeout, false",
        "wait-group.groups.order-mail.timeout, false",
        "wait-group.groups.orders, false",
        "wait-group.shutdown, false",
        "wait-group.shutdown.time-out, true",
        "wait-group.groups.orders.time, true",
        "wait-group.shut, true",
        "management.endpoint.waitgroups.show-stack, true"
    })
    void propertyIsUnknownUnlessItOrWhatBeginsWithItIsDescribed(String name, boolean isUnknown) throws IOException {
        assertThat(isUnknown(properties("`" + name + "=1s`.").findFirst().orElseThrow(), knownProperties()))
                .isEqualTo(isUnknown);
    }

    private static Stream<String> properties(String text) {
        return PROPERTY.matcher(text).results().map(each -> each.group());
    }

    private static Stream<String> yaml(Sample sample) {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ByteArrayResource(sample.text().getBytes(StandardCharsets.UTF_8)));
        Properties properties = yaml.getObject();
        return properties == null
                ? Stream.of()
                : properties.stringPropertyNames().stream()
                        .map(name -> name.replaceFirst("\\[\\d+]$", ""))
                        .filter(name -> name.startsWith("wait-group."));
    }

    private static boolean isUnknown(String name, Set<String> known) {
        String described = name.replaceFirst("^(wait-group\\.groups)\\.[^.]+", "$1.*");
        return known.stream().noneMatch(each -> each.equals(described) || each.startsWith(described + "."));
    }

    private static Set<String> knownProperties() throws IOException {
        Set<String> names = new TreeSet<>();
        String metadata = "META-INF/spring-configuration-metadata.json";
        for (URL url :
                Collections.list(DocumentationTests.class.getClassLoader().getResources(metadata))) {
            try (InputStream file = url.openStream()) {
                names.addAll(JsonPath.<List<String>>read(file, "$.properties[*].name"));
            }
        }
        return names;
    }

    @Test
    void diagramHasTheArrowsOfTheCode() throws IOException {
        Set<String> packages = new TreeSet<>();
        Set<String> arrows = new TreeSet<>();
        for (JavaClass from : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(PACKAGE)) {
            packages.add(node(from));
            from.getDirectDependenciesFromSelf().stream()
                    .map(Dependency::getTargetClass)
                    .map(JavaClass::getBaseComponentType)
                    .filter(to -> to.getPackageName().startsWith(PACKAGE))
                    .filter(to -> !node(to).equals(node(from)))
                    .forEach(to -> arrows.add(node(from) + " --> " + node(to)));
        }
        Set<String> drawn = ARROW.matcher(Files.readString(ROOT.resolve("docs/architecture.md")))
                .results()
                .filter(arrow -> packages.contains(arrow.group(1)) && packages.contains(arrow.group(2)))
                .map(arrow -> arrow.group().strip())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(drawn).isEqualTo(arrows);
    }

    /** The packages below that of a feature belong to it. */
    private static String node(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(PACKAGE)
                ? "root"
                : name.substring(PACKAGE.length() + 1).replaceFirst("\\..*", "");
    }

    private static String prose(Path page) throws IOException {
        return BLOCK.matcher(Files.readString(page)).replaceAll("");
    }
}
