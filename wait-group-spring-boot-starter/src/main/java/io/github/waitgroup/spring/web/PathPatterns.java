package io.github.waitgroup.spring.web;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.web.util.pattern.PathPattern;

/** A set of path patterns, of which one has to match. */
final class PathPatterns {

    private final List<Entry> entries;

    PathPatterns(List<PathPattern> patterns) {
        this.entries = patterns.stream().map(Entry::of).toList();
    }

    /** Whether one pattern matches every reading of the path. */
    boolean match(RequestedPath path) {
        for (Entry each : entries) {
            if (path.mayBeginWith(each.beginning) && path.matches(each.pattern)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one pattern matches at least one reading of the path. */
    boolean mayMatch(RequestedPath path) {
        for (Entry each : entries) {
            if (path.mayBeginWith(each.beginning) && path.mayMatch(each.pattern)) {
                return true;
            }
        }
        return false;
    }

    /** A pattern, and the literal with which all paths begin that it matches. */
    private record Entry(String beginning, PathPattern pattern) {

        private static final Pattern FIRST_WILDCARD = Pattern.compile("/?[{*?\\\\]");

        static Entry of(PathPattern pattern) {
            return new Entry(FIRST_WILDCARD.split(pattern.getPatternString(), 2)[0], pattern);
        }
    }
}
