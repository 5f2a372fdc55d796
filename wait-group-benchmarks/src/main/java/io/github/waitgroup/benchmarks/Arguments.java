package io.github.waitgroup.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the command line of {@link Benchmarks} asks for. */
final class Arguments {

    final List<Row> rows = new ArrayList<>();
    final List<String> peers = new ArrayList<>();
    final List<String> jvm = new ArrayList<>();
    int rounds = 5;
    boolean verbose;
    boolean list;

    @Nullable
    Path file;

    /** The jar of the commit before. */
    @Nullable
    Path baseline;

    static Arguments parse(String... words) {
        Arguments arguments = new Arguments();
        Deque<String> rest = new ArrayDeque<>(List.of(words));
        while (!rest.isEmpty()) {
            arguments.accept(rest.remove(), rest);
        }
        if (arguments.rows.isEmpty()) {
            arguments.rows.addAll(Rows.ALL);
        }
        return arguments;
    }

    private void accept(String word, Deque<String> rest) {
        switch (word) {
            case "--rounds" -> rounds = Integer.parseInt(value(word, rest));
            case "--peers" -> peers.addAll(List.of(value(word, rest).split(",", -1)));
            case "--jvm" -> jvm.add(value(word, rest));
            case "--write" -> file = Path.of(value(word, rest));
            case "--baseline" -> baseline = jar(value(word, rest));
            case "--verbose" -> verbose = true;
            case "--list" -> list = true;
            default -> rows.add(row(word));
        }
    }

    /**
     * The peers of the row that are asked for, in the order in which they are asked for; and ours of the commit before,
     * where there is a jar of it.
     */
    List<Row.Peer> peersOf(Row row) {
        List<Row.Peer> asked = new ArrayList<>(row.peers());
        if (!peers.isEmpty()) {
            asked.clear();
            peers.forEach(name ->
                    row.peers().stream().filter(peer -> peer.isCalled(name)).forEach(asked::add));
        }
        if (baseline != null && Rows.AGAINST_COMMIT_BEFORE.contains(row.id()) && asked.contains(row.ours())) {
            asked.add(row.ours().before(baseline));
        }
        return asked;
    }

    private static Path jar(String name) {
        Path jar = Path.of(name).toAbsolutePath();
        if (!Files.isRegularFile(jar)) {
            throw new IllegalArgumentException("no jar " + jar);
        }
        return jar;
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.remove();
    }

    private static Row row(String id) {
        return Rows.ALL.stream()
                .filter(row -> row.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no row '" + id + "'; there are "
                        + Rows.ALL.stream().map(Row::id).toList()));
    }
}
