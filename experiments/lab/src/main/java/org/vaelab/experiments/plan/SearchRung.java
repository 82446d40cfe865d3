// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SearchSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.AbsentMetric;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SearchFolder;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.reports.comparison.EvaluationProtocol;

/**
 * A rung of a search as a comparison: each trial is a model, evaluated on validation data.
 *
 * @param number from 0
 * @param runs of each trial, by its number
 * @param folder of the comparison
 */
@Internal
public record SearchRung(
        SearchSpec search, int number, Map<Integer, List<RunSpec>> runs, ComparisonFolder folder) {

    private static final String ON_VALIDATION = "evaluation.on=validation";
    private static final String UNTIL = "training.until=";

    /** Returns a rung with some trials. */
    public static SearchRung of(
            SearchSpec search,
            int number,
            List<Integer> trials,
            SearchFolder folder,
            SpecContext context) {
        List<String> settings = new ArrayList<>(List.of(ON_VALIDATION));
        if (number < search.rungs().size() - 1) {
            settings.add(UNTIL + search.rungs().get(number));
        }
        Map<Integer, List<RunSpec>> runs = new LinkedHashMap<>();
        for (int trial : trials) {
            SearchSpec.Trial drawn = search.trial(trial);
            String name = search.nameOf(drawn);
            RunSpec first =
                    RunSpec.read(
                            drawn.run(name, search.seeds().get(0)).config(), settings, context);
            runs.put(
                    trial,
                    search.seeds().stream()
                            .map(seed -> first.withSeed(seed, drawn.run(name, seed).start()))
                            .toList());
        }
        return new SearchRung(search, number, runs, folder.rung(number));
    }

    /** Returns the comparison of the trials. */
    public ComparisonSpec comparison(ComparisonSpec whole) {
        Map<String, ComparisonSpec.Origins> origins = new LinkedHashMap<>();
        runs.keySet().stream()
                .map(search::trial)
                .forEach(trial -> origins.put(search.nameOf(trial), trial.origins()));
        return whole.of(specs(), origins);
    }

    /** Returns the configs of the runs of all trials, in order. */
    public List<RunSpec> specs() {
        return runs.values().stream().flatMap(List::stream).toList();
    }

    /**
     * Returns the result of each trial; empty if a run has not ended.
     *
     * @throws IOException if a record cannot be read
     */
    public Optional<Map<Integer, SearchRecord.Result>> results() throws IOException {
        Map<Integer, SearchRecord.Result> results = new LinkedHashMap<>();
        Map<Integer, Set<EvaluationProtocol>> protocols = new LinkedHashMap<>();
        for (Map.Entry<Integer, List<RunSpec>> trial : runs.entrySet()) {
            List<RunRecord> records = new ArrayList<>();
            for (RunSpec spec : trial.getValue()) {
                RunFolder files = folder.run(spec.planned());
                if (!files.hasResult()) {
                    return Optional.empty();
                }
                records.add(files.readResult());
            }
            SearchRecord.Result result = result(records);
            results.put(trial.getKey(), result);
            if (result.failure() == null) {
                protocols.put(trial.getKey(), protocols(records));
            }
        }
        Set<EvaluationProtocol> ranked = largestGroup(protocols.values());
        protocols.forEach(
                (trial, own) -> {
                    if (!own.equals(ranked)) {
                        results.put(trial, incomparable(ranked, own));
                    }
                });
        return Optional.of(results);
    }

    private Set<EvaluationProtocol> protocols(List<RunRecord> records) {
        Set<EvaluationProtocol> protocols = new LinkedHashSet<>();
        for (RunRecord record : records) {
            Estimate value = Objects.requireNonNull(record.metrics().get(search.by()));
            protocols.add(EvaluationProtocol.of(record, search.by(), value));
        }
        return protocols;
    }

    /**
     * Returns the protocol of most trials, the first of several, as reports choose what they rank.
     */
    private static Set<EvaluationProtocol> largestGroup(
            Collection<Set<EvaluationProtocol>> protocols) {
        Map<Set<EvaluationProtocol>, Integer> groups = new LinkedHashMap<>();
        protocols.forEach(protocol -> groups.merge(protocol, 1, Integer::sum));
        Set<EvaluationProtocol> largest = Set.of();
        for (Map.Entry<Set<EvaluationProtocol>, Integer> group : groups.entrySet()) {
            largest = group.getValue() > groups.getOrDefault(largest, 0) ? group.getKey() : largest;
        }
        return largest;
    }

    private static SearchRecord.Result incomparable(
            Set<EvaluationProtocol> ranked, Set<EvaluationProtocol> own) {
        List<EvaluationProtocol> both = new ArrayList<>(ranked);
        both.addAll(own);
        return failed(
                "not comparable with most trials: the values differ in "
                        + EvaluationProtocol.differences(both));
    }

    private SearchRecord.Result result(List<RunRecord> records) {
        double[] values = new double[records.size()];
        for (int i = 0; i < values.length; i++) {
            RunRecord record = records.get(i);
            @Nullable Failure failure = record.failure();
            @Nullable Estimate value = record.metrics().get(search.by());
            String of = "seed " + record.seed() + ": ";
            if (failure != null) {
                return failed(of + failure.cause());
            }
            if (value == null || !Double.isFinite(value.value())) {
                AbsentMetric why = record.provenance().missedMetrics().get(search.by());
                return failed(of + "no " + search.by() + (why == null ? "" : ": " + why));
            }
            values[i] = value.value();
        }
        return new SearchRecord.Result(mean(values), deviation(values), null);
    }

    private static SearchRecord.Result failed(String why) {
        return new SearchRecord.Result(Double.NaN, Double.NaN, why);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double deviation(double[] values) {
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
    }
}
