package io.github.waitgroup.spring.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A sample of the documentation.
 *
 * @param file the file that it is in
 * @param line the line of the file in which it begins
 * @param text its lines
 */
record Sample(String file, int line, String text) {

    private static final Path ROOT = Path.of("..");

    /** All pages of the documentation. */
    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> files = Files.list(ROOT)) {
            files.filter(Sample::isPage).forEach(pages::add);
        }
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(Sample::isPage).forEach(pages::add);
        }
        return pages;
    }

    private static boolean isPage(Path file) {
        return file.getFileName().toString().endsWith(".md");
    }

    /** The blocks of a page in one language; those within a list are indented. */
    static List<Sample> inPage(Path page, String language) throws IOException {
        List<Sample> samples = new ArrayList<>();
        List<String> lines = Files.readAllLines(page);
        for (int i = 0; i < lines.size(); i++) {
            String fence = lines.get(i);
            if (!fence.strip().startsWith("```")) {
                continue;
            }
            int begin = i + 2; // lines count from one
            int indent = fence.indexOf("```");
            List<String> block = new ArrayList<>();
            for (i++; !lines.get(i).strip().equals("```"); i++) {
                String line = lines.get(i);
                block.add(line.substring(Math.min(indent, line.length())));
            }
            if (fence.strip().equals("```" + language)) {
                samples.add(new Sample(name(page), begin, String.join("\n", block)));
            }
        }
        return samples;
    }

    /** The samples in the doc comments of all sources below a folder of main code. */
    static List<Sample> inJavadoc(Path sources) throws IOException {
        List<Sample> samples = new ArrayList<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                addJavadoc(file, samples);
            }
        }
        return samples;
    }

    private static void addJavadoc(Path file, List<Sample> samples) throws IOException {
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().equals("* <pre>{@code")) {
                int begin = i + 2; // lines count from one
                List<String> block = new ArrayList<>();
                for (i++; !lines.get(i).strip().equals("* }</pre>"); i++) {
                    block.add(lines.get(i).replaceFirst("^\\s*\\* ?", ""));
                }
                samples.add(new Sample(name(file), begin, String.join("\n", block)));
            }
        }
    }

    /** The name of the file, without folder and suffix. */
    String fileName() {
        String name = Path.of(file).getFileName().toString();
        return name.substring(0, name.indexOf('.'));
    }

    private static String name(Path file) {
        return ROOT.relativize(file).toString();
    }
}
