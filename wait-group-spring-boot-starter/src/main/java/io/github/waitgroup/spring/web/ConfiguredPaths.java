package io.github.waitgroup.spring.web;

import java.util.List;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/** The path patterns of a property. */
final class ConfiguredPaths implements ExemptPaths {

    private final PathPatterns patterns;

    /**
     * Parses the patterns.
     *
     * @throws InvalidConfigurationPropertyValueException if one of them is not a path pattern
     */
    ConfiguredPaths(String property, List<String> patterns) {
        this.patterns = new PathPatterns(
                patterns.stream().map(pattern -> parse(property, pattern)).toList());
    }

    private static PathPattern parse(String property, String pattern) {
        try {
            return PathPatternParser.defaultInstance.parse(pattern);
        } catch (PatternParseException invalid) {
            throw new InvalidConfigurationPropertyValueException(
                    property,
                    "'" + pattern + "'",
                    "This is no path pattern: " + invalid.getMessage() + ". Write for example /ping or /internal/**.");
        }
    }

    @Override
    public boolean contains(RequestedPath path) {
        return patterns.match(path);
    }

    /** Whether a pattern matches a reading of the path. */
    boolean mayContain(RequestedPath path) {
        return patterns.mayMatch(path);
    }
}
