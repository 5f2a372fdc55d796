package io.github.waitgroup.spring.report;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The last words of a process, for its termination message, which is cut at a length. So the most important ones come
 * first: the tasks that hung and where, then what else happened, then the records, and the stacks at last.
 */
final class LastWords {

    private LastWords() {}

    static String of(Collection<Closing> closings) {
        List<Trouble> troubles = closings.stream()
                .flatMap(closing -> closing.troubles().stream())
                .toList();
        Stream<String> tasks = troubles.stream().flatMap(trouble -> trouble.tasks().stream());
        Stream<String> headlines = troubles.stream().map(Trouble::headline);
        Stream<String> records = closings.stream().map(Closing::record).filter(Objects::nonNull);
        Stream<String> details = troubles.stream().map(Trouble::details).filter(text -> !text.isEmpty());
        return Stream.of(tasks, headlines, records, details)
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
