// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The result of one run: the content of {@code result.json}.
 *
 * @param schema the version of this layout, {@value #SCHEMA}
 * @param model the name of the model in the config
 * @param metrics what was measured, by name, in order; of a failed run what was measured before
 * @param timing what it cost
 * @param provenance where it came from
 * @param failure why it failed; null exactly if it completed
 * @param descriptions what the metrics say of themselves, by name
 * @param parameters the number of trained parameters, by network or part, in order; of state that
 *     no gradient trains, under {@value #STATE} and its name
 * @param methods the methods that the run used, with their papers
 * @param words what a paper calls the parts that the run used, by their names in the config, and
 *     clauses on its data, by the values that they explain
 * @param checkpoint SHA-256 of the file of the checkpoint that training ended with; null if the run
 *     failed
 */
public record RunRecord(
        int schema,
        String model,
        String variant,
        long seed,
        RunStatus status,
        Map<String, Estimate> metrics,
        Timing timing,
        Provenance provenance,
        @Nullable Failure failure,
        Map<String, MetricDescription> descriptions,
        Map<String, Long> parameters,
        List<Method> methods,
        Map<String, String> words,
        @Nullable String checkpoint) {

    /** The layout that this version writes. */
    public static final int SCHEMA = 2;

    /** The prefix of state among the parameters, such as a codebook of moving averages. */
    public static final String STATE = "state.";

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if the schema is unknown, if status and failure contradict
     *     each other, or if the seed differs from the provenance's
     */
    public RunRecord {
        RecordMapper.requireSchema(schema, SCHEMA);
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(variant, "variant");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(timing, "timing");
        metrics = InOrder.copy(metrics, "metrics");
        descriptions = InOrder.copy(descriptions, "descriptions");
        parameters = InOrder.copy(parameters, "parameters");
        methods = List.copyOf(methods);
        words = InOrder.copy(words, "words");
        if ((status == RunStatus.FAILED) != (failure != null)) {
            throw new IllegalArgumentException(
                    "status is " + status.jsonName() + " but failure is " + failure);
        }
        if (seed != provenance.seed()) {
            throw new IllegalArgumentException(
                    "seed is " + seed + " but the provenance says " + provenance.seed());
        }
    }

    public static RunRecord completed(
            String model,
            String variant,
            Map<String, Estimate> metrics,
            Timing timing,
            Provenance provenance) {
        return ended(model, variant, metrics, timing, provenance, null);
    }

    public static RunRecord failed(
            String model,
            String variant,
            Map<String, Estimate> metrics,
            Timing timing,
            Provenance provenance,
            Failure failure) {
        Objects.requireNonNull(failure, "failure");
        return ended(model, variant, metrics, timing, provenance, failure);
    }

    private static RunRecord ended(
            String model,
            String variant,
            Map<String, Estimate> metrics,
            Timing timing,
            Provenance provenance,
            @Nullable Failure failure) {
        return new RunRecord(
                SCHEMA,
                model,
                variant,
                provenance.seed(),
                failure == null ? RunStatus.COMPLETED : RunStatus.FAILED,
                metrics,
                timing,
                provenance,
                failure,
                Map.of(),
                Map.of(),
                List.of(),
                Map.of(),
                null);
    }

    public RunRecord describing(Map<String, MetricDescription> metricDescriptions) {
        return with(model, failure, metricDescriptions, parameters, methods, words, checkpoint);
    }

    /** Returns this record with another description of its failure. */
    public RunRecord failing(Failure other) {
        return with(model, other, descriptions, parameters, methods, words, checkpoint);
    }

    /** Returns this record with another name of its model. */
    public RunRecord named(String name) {
        return with(name, failure, descriptions, parameters, methods, words, checkpoint);
    }

    /** Returns this record with the sizes of its model, its methods and the words for its parts. */
    public RunRecord of(
            Map<String, Long> counts, List<Method> used, Map<String, String> wordsOfParts) {
        return with(model, failure, descriptions, counts, used, wordsOfParts, checkpoint);
    }

    /** Returns this record with the SHA-256 of the checkpoint that training ended with. */
    public RunRecord keeping(String checksum) {
        return with(model, failure, descriptions, parameters, methods, words, checksum);
    }

    private RunRecord with(
            String name,
            @Nullable Failure why,
            Map<String, MetricDescription> metricDescriptions,
            Map<String, Long> counts,
            List<Method> used,
            Map<String, String> wordsOfParts,
            @Nullable String checksum) {
        return new RunRecord(
                schema,
                name,
                variant,
                seed,
                status,
                metrics,
                timing,
                provenance,
                why,
                metricDescriptions,
                counts,
                used,
                wordsOfParts,
                checksum);
    }

    /**
     * Returns how many parameters the gradient trained; empty if the model was never put together.
     */
    public OptionalLong trainedParameters() {
        return parameters.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(
                        parameters.entrySet().stream()
                                .filter(entry -> !entry.getKey().startsWith(STATE))
                                .mapToLong(Map.Entry::getValue)
                                .sum());
    }

    /** Returns the description of a metric. The default label is the name of the metric. */
    public MetricDescription describe(String metric) {
        MetricDescription own = descriptions.get(metric);
        return own == null ? MetricDescription.undeclared(metric) : own;
    }

    /** Returns the name of the first metric with a role, if there is one. */
    public Optional<String> metric(MetricRole role) {
        return metrics.keySet().stream().filter(name -> describe(name).role() == role).findFirst();
    }

    /**
     * Returns this record without timing, {@link Provenance#execution} and the checksum of the
     * checkpoint: a checkpoint has the path of the run that it started from. Two equal runs give
     * equal ones, and {@link RecordMapper} writes equal bytes for them.
     */
    public RunRecord withoutVolatile() {
        return new RunRecord(
                schema,
                model,
                variant,
                seed,
                status,
                metrics,
                Timing.unknown(),
                provenance.withoutVolatile(),
                failure,
                descriptions,
                parameters,
                methods,
                words,
                null);
    }
}
