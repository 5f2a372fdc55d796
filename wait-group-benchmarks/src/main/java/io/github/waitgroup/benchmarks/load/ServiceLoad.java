package io.github.waitgroup.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts a small service under load, with and without the starter, and prints what differs.
 *
 * <p>All services, written into {@code docs/service-load.md}; a quarter of an hour:
 *
 * <pre>{@code
 * mvn -q -pl wait-group-benchmarks -am verify -DskipTests -Pservice-load
 * }</pre>
 *
 * <p>One service, printed only:
 *
 * <pre>{@code
 * mvn -q -pl wait-group-benchmarks -am verify -DskipTests -Pservice-load \
 *     -Dservice-load="mvc --rounds 2 --seconds 5"
 * }</pre>
 *
 * <p>Two JVMs run at the same time, one with and one without the starter; the load goes to one of them. When each has
 * answered 100,000 requests, rounds begin. In a round they take turns: without, with, with, without. After three rounds
 * two new JVMs take over.
 *
 * <p>The JDK that runs Maven is the one that is measured; it needs Java 21. Arguments:
 *
 * <pre>
 * SERVICE…          mvc, mvc-virtual, webflux; all if none is named
 * --rounds N        how many rounds; 6 if not given
 * --seconds N       how long each turn is; 5 if not given
 * --write FILE      replaces the services' tables in a Markdown file
 * </pre>
 */
public final class ServiceLoad {

    private static final int WARM_UP_REQUESTS = 100_000;
    private static final int ROUNDS_OF_A_JVM = 3;
    private static final int MAX_WARM_UP_TURNS = 60;

    private final List<Stack> stacks = new ArrayList<>();
    private int rounds = 6;
    private int seconds = 5;

    @Nullable
    private Path file;

    private ServiceLoad(String... words) {
        Deque<String> rest = new ArrayDeque<>(List.of(words));
        while (!rest.isEmpty()) {
            String word = rest.remove();
            switch (word) {
                case "--rounds" -> rounds = Integer.parseInt(rest.remove());
                case "--seconds" -> seconds = Integer.parseInt(rest.remove());
                case "--write" -> file = Path.of(rest.remove());
                default -> stacks.add(Stack.named(word));
            }
        }
        if (stacks.isEmpty()) {
            stacks.addAll(List.of(Stack.values()));
        }
    }

    public static void main(String... words) throws IOException, InterruptedException {
        if (!Wrk.isInstalled()) {
            throw new IllegalStateException("no wrk on the PATH: apt-get install wrk, or brew install wrk");
        }
        if (Runtime.version().feature() < 21) {
            throw new IllegalStateException("needs Java 21 or later; this is Java " + Runtime.version());
        }
        new ServiceLoad(words).run();
    }

    private void run() throws IOException, InterruptedException {
        for (Stack stack : stacks) {
            List<Table.Round> results = new ArrayList<>();
            while (results.size() < rounds) {
                measure(stack, results);
            }
            String table = Table.of(stack, results) + "\nMedians of " + rounds + " rounds; " + machine() + ".\n";
            System.out.println("\n" + table);
            if (file != null) {
                Table.write(file, stack, table);
            }
        }
    }

    private void measure(Stack stack, List<Table.Round> results) throws IOException, InterruptedException {
        try (Wrk wrk = new Wrk();
                Server without = Server.start(stack, false);
                Server with = Server.start(stack, true)) {
            warmUp(wrk, List.of(without, with));
            for (int i = 0; i < ROUNDS_OF_A_JVM && results.size() < rounds; i++) {
                Sample first = without.under(wrk, seconds);
                Sample second = with.under(wrk, seconds);
                Sample third = with.under(wrk, seconds);
                Sample fourth = without.under(wrk, seconds);
                Table.Round round = new Table.Round(first.mean(fourth), second.mean(third));
                results.add(round);
                System.out.println(stack.id + " " + results.size() + "/" + rounds + " " + round);
            }
        }
    }

    /** By requests and not by time: on a busy machine one of two may have had less of the processor than the other. */
    private void warmUp(Wrk wrk, List<Server> servers) throws IOException, InterruptedException {
        double[] requests = new double[servers.size()];
        for (int turn = 0; turn < MAX_WARM_UP_TURNS; turn++) {
            int server = requests[0] <= requests[1] ? 0 : 1;
            if (requests[server] >= WARM_UP_REQUESTS) {
                return;
            }
            requests[server] += servers.get(server).under(wrk, seconds).perSecond() * seconds;
        }
        throw new IOException(
                "too slow to warm up: " + (long) requests[0] + " and " + (long) requests[1] + " requests");
    }

    private static String machine() throws IOException {
        return processor() + ", " + (Tool.pins() ? "one core for the service, one for the load" : "cores shared") + "; "
                + System.getProperty("java.vm.vendor") + " " + Runtime.version();
    }

    private static String processor() throws IOException {
        Path description = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(description)) {
            return System.getProperty("os.name") + " " + System.getProperty("os.arch");
        }
        Optional<String> model = Files.readAllLines(description).stream()
                .filter(line -> line.startsWith("model name"))
                .findFirst();
        return model.map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse("unknown processor");
    }
}
