// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A further evaluation of a finished run, with other settings or data: the content of a file in
 * {@code evaluations/}.
 *
 * @param config the config of the run with the replaced settings
 * @param metrics what was measured, by name, in order
 * @param evaluatedData the number of data behind each metric, by metric
 * @param absentMetrics why a metric was not computed, by metric
 * @param caveats what a reader must know of a metric, by metric
 * @param descriptions what the metrics say of themselves; older files have none
 * @param origin what evaluated which model on which data; null in older files
 */
public record EvaluationRecord(
        JsonNode config,
        Map<String, Estimate> metrics,
        @JsonProperty(required = false) Map<String, Long> evaluatedData,
        @JsonProperty(required = false) Map<String, String> absentMetrics,
        @JsonProperty(required = false) Map<String, String> caveats,
        @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_EMPTY)
                Map<String, MetricDescription> descriptions,
        @JsonProperty(required = false) @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Origin origin) {

    public EvaluationRecord {
        config = Objects.requireNonNull(config, "config").deepCopy();
        metrics = InOrder.copy(metrics, "metrics");
        // Older files lack some of them.
        evaluatedData =
                evaluatedData == null ? Map.of() : InOrder.copy(evaluatedData, "evaluatedData");
        absentMetrics =
                absentMetrics == null ? Map.of() : InOrder.copy(absentMetrics, "absentMetrics");
        caveats = caveats == null ? Map.of() : InOrder.copy(caveats, "caveats");
        descriptions = descriptions == null ? Map.of() : InOrder.copy(descriptions, "descriptions");
    }

    /** Returns why metrics failed, by metric: the exceptions that they threw. */
    public Map<String, String> failedMetrics() {
        return Provenance.failed(absentMetrics);
    }

    /**
     * Where an evaluation came from.
     *
     * @param model the checksum of the checkpoint that was evaluated
     * @param replaced the settings that differ from those of the run
     * @param data the data of the evaluation
     * @param choices as in the provenance of a run
     * @param seconds how long the evaluation took
     * @param execution when, where and by which command
     */
    public record Origin(
            String model,
            List<SettingChange> replaced,
            Provenance.Framework framework,
            Provenance.Data data,
            Provenance.Backend backend,
            Map<String, String> choices,
            double seconds,
            Provenance.Execution execution) {

        public Origin {
            Objects.requireNonNull(model, "model");
            replaced = List.copyOf(replaced);
            Objects.requireNonNull(framework, "framework");
            Objects.requireNonNull(data, "data");
            Objects.requireNonNull(backend, "backend");
            choices = InOrder.copy(choices, "choices");
            Objects.requireNonNull(execution, "execution");
        }
    }

    /** Returns the settings that differ from those of the run. */
    public List<SettingChange> replaced(RunRecord run) {
        return origin == null
                ? SettingChange.between(run.provenance().config(), config, "--set")
                : origin.replaced;
    }

    /**
     * Returns whether this is the evaluation of a model with a config on some data.
     *
     * @param model the checksum of the model's checkpoint
     * @param data the checksum of the data
     */
    public boolean isOf(JsonNode otherConfig, String model, String data) {
        return origin != null
                && RecordMapper.hash(config).equals(RecordMapper.hash(otherConfig))
                && origin.model.equals(model)
                && origin.data.checksum().equals(data);
    }

    /**
     * Returns the record of the run as if it had been evaluated with these settings.
     *
     * @return empty if the data of the evaluation are not known, as in older files on other data
     */
    public Optional<RunRecord> asRun(RunRecord run) {
        if (origin == null && !config.path("data").equals(run.provenance().config().path("data"))) {
            return Optional.empty();
        }
        return Optional.of(
                new RunRecord(
                        run.schema(),
                        run.model(),
                        run.variant(),
                        run.seed(),
                        run.status(),
                        metrics,
                        run.timing(),
                        provenance(run.provenance()),
                        run.failure(),
                        descriptions.isEmpty() ? run.descriptions() : descriptions,
                        run.parameters(),
                        run.methods(),
                        run.words(),
                        run.checkpoint()));
    }

    private Provenance provenance(Provenance run) {
        Map<String, String> choices = new LinkedHashMap<>(run.choices());
        choices.keySet().removeIf(choice -> choice.startsWith(Provenance.CAVEAT));
        if (origin != null) {
            choices.putAll(origin.choices);
        }
        caveats.forEach((metric, caveat) -> choices.put(Provenance.CAVEAT + metric, caveat));
        return new Provenance(
                origin == null ? run.framework() : origin.framework,
                config,
                RecordMapper.hash(config),
                run.seed(),
                origin == null ? run.data() : origin.data,
                origin == null ? run.backend() : origin.backend,
                choices,
                evaluatedData,
                absentMetrics,
                run.start(),
                origin == null ? run.execution() : origin.execution);
    }
}
