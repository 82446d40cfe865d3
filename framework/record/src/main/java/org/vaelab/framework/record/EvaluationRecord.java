// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A further evaluation of a finished run, with other settings or data: the content of a file in
 * {@code evaluations/}.
 *
 * @param config the config of the run with the replaced settings
 * @param metrics what was measured, by name, in order
 * @param evaluatedData the number of data behind each metric, by metric
 * @param absentMetrics why a metric was not computed, by metric
 * @param descriptions what the metrics say of themselves
 * @param origin what evaluated which model on which data
 */
public record EvaluationRecord(
        JsonNode config,
        Map<String, Estimate> metrics,
        Map<String, Long> evaluatedData,
        Map<String, AbsentMetric> absentMetrics,
        Map<String, MetricDescription> descriptions,
        EvaluationProvenance origin) {

    public EvaluationRecord {
        config = Objects.requireNonNull(config, "config").deepCopy();
        metrics = InOrder.copy(metrics, "metrics");
        evaluatedData = InOrder.copy(evaluatedData, "evaluatedData");
        absentMetrics = InOrder.copy(absentMetrics, "absentMetrics");
        descriptions = InOrder.copy(descriptions, "descriptions");
        Objects.requireNonNull(origin, "origin");
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
     * @param facts as in the provenance of a run, without those of training
     * @param seconds how long the evaluation took
     * @param execution when, where and by which command
     */
    public record EvaluationProvenance(
            String model,
            List<SettingChange> replaced,
            Provenance.Framework framework,
            Provenance.Data data,
            Provenance.Backend backend,
            ModelFacts facts,
            double seconds,
            Provenance.Execution execution) {

        public EvaluationProvenance {
            Objects.requireNonNull(model, "model");
            replaced = List.copyOf(replaced);
            Objects.requireNonNull(framework, "framework");
            Objects.requireNonNull(data, "data");
            Objects.requireNonNull(backend, "backend");
            Objects.requireNonNull(facts, "facts");
            Objects.requireNonNull(execution, "execution");
        }
    }

    /**
     * Returns whether this is the evaluation of a model with a config on some data.
     *
     * @param model the checksum of the model's checkpoint
     * @param data the checksum of the data
     */
    public boolean isOf(JsonNode otherConfig, String model, String data) {
        return RecordMapper.hash(config).equals(RecordMapper.hash(otherConfig))
                && origin.model.equals(model)
                && origin.data.checksum().equals(data);
    }

    /** Returns the record of the run as if it had been evaluated with these settings. */
    public RunRecord asRun(RunRecord run) {
        Provenance own = run.provenance();
        return new RunRecord(
                run.schema(),
                run.model(),
                run.variant(),
                run.seed(),
                run.status(),
                metrics,
                run.timing(),
                new Provenance(
                        origin.framework,
                        config,
                        RecordMapper.hash(config),
                        run.seed(),
                        origin.data,
                        origin.backend,
                        origin.facts.trained(own.facts().training()),
                        evaluatedData,
                        absentMetrics,
                        own.start(),
                        origin.execution),
                run.failure(),
                descriptions,
                run.parameters(),
                run.methods(),
                run.words(),
                run.checkpoint());
    }
}
