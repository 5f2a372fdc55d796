package io.github.waitgroup.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What one peer has needed in each round. */
final class Series {

    private final List<Measurement> rounds = new ArrayList<>();

    void add(Measurement measurement) {
        rounds.add(measurement);
    }

    List<Double> nanos() {
        return rounds.stream().map(Measurement::nanos).toList();
    }

    List<Double> of(Row.Column column) {
        return rounds.stream()
                .map(round -> round.others().getOrDefault(column, Double.NaN))
                .toList();
    }

    /** Round by round, because both have had the same noise around them only within a round. */
    List<Double> ratiosTo(Series reference) {
        List<Double> own = nanos();
        List<Double> others = reference.nanos();
        return IntStream.range(0, own.size())
                .mapToObj(round -> own.get(round) / others.get(round))
                .toList();
    }

    /** Round by round. */
    List<Double> differencesTo(Series reference) {
        List<Double> own = nanos();
        List<Double> others = reference.nanos();
        return IntStream.range(0, own.size())
                .mapToObj(round -> own.get(round) - others.get(round))
                .toList();
    }

    static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
