// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A search for the best settings of a model: the content of {@code search.json}. It is written
 * before the first trial, and again after each rung.
 *
 * @param schema the version of this layout, {@value #SCHEMA}
 * @param over the axes by key path, as the config has them
 * @param method {@code random}, or {@code halving}
 * @param budget the number of trials
 * @param seed of the drawn values
 * @param eta each rung keeps 1/eta of the trials; 1 if there is one rung
 * @param rungs the number of training steps of each rung
 * @param seeds of the runs of each trial
 * @param finalSeeds of the reported runs of the best trial, none of them in {@code seeds}
 * @param by the metric, measured on validation data
 * @param unit of the metric; empty if it is not known
 * @param trials in order
 * @param best the number of the best trial; null while the search is under way, or if every trial
 *     failed
 */
public record SearchRecord(
        int schema,
        String model,
        Map<String, JsonNode> over,
        String method,
        int budget,
        long seed,
        int eta,
        List<Long> rungs,
        List<Long> seeds,
        List<Long> finalSeeds,
        String by,
        String unit,
        MetricDescription.Direction direction,
        List<Trial> trials,
        @Nullable Integer best) {

    /** The layout that this version writes. */
    public static final int SCHEMA = 2;

    /**
     * A trial.
     *
     * @param number from 1
     * @param values by key path
     * @param results of the rungs that it reached, in order
     */
    public record Trial(int number, Map<String, JsonNode> values, List<Result> results) {
        public Trial {
            values = InOrder.copy(values, "values");
            results = List.copyOf(results);
        }
    }

    /**
     * The result of a trial in a rung. A trial with a failed run is worse than all others.
     *
     * @param mean of the metric over the seeds; NaN if a run failed
     * @param deviation the standard deviation over the seeds; NaN for one seed, or if a run failed
     * @param failure why a run failed, or has no value; null if all have one
     */
    public record Result(double mean, double deviation, @Nullable String failure) {}

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if the schema is unknown
     */
    public SearchRecord {
        RecordMapper.requireSchema(schema, SCHEMA);
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(direction, "direction");
        over = InOrder.copy(over, "over");
        rungs = List.copyOf(rungs);
        seeds = List.copyOf(seeds);
        finalSeeds = List.copyOf(finalSeeds);
        trials = List.copyOf(trials);
    }

    /** Returns this search for a model of another name. */
    public SearchRecord named(String other) {
        return new SearchRecord(
                schema,
                other,
                over,
                method,
                budget,
                seed,
                eta,
                rungs,
                seeds,
                finalSeeds,
                by,
                unit,
                direction,
                trials,
                best);
    }

    /** Returns the number of trials with a failed run. */
    public long failedTrials() {
        return trials.stream()
                .filter(trial -> trial.results().stream().anyMatch(r -> r.failure() != null))
                .count();
    }

    /** Returns the training steps of a trial in a rung, over all seeds. */
    public long stepsIn(int rung) {
        return (rungs.get(rung) - (rung == 0 ? 0 : rungs.get(rung - 1))) * seeds.size();
    }

    /** Returns the training steps of all trials so far, over all seeds. */
    public long steps() {
        return trials.stream()
                .flatMapToLong(
                        trial ->
                                LongStream.range(0, trial.results().size())
                                        .map(r -> stepsIn((int) r)))
                .sum();
    }

    /** Returns the best trial, if it is known. */
    public @Nullable Trial bestTrial() {
        return best == null ? null : trials.get(best - 1);
    }
}
