// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.settings.AlsoKnownAs;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.settings.StrictMapper;

/** The section {@code evaluation} of a config. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EvaluationSettings(
        @Setting(
                        value =
                                "K, the draws per example of the importance-weighted estimate of log p(x),"
                                        + " at least 1",
                        defaultValue = "500")
                @AlsoKnownAs({"iwaeSamples", "numImportanceSamples", "nllSamples"})
                int importanceSamples,
        @Setting("number of test examples on which log p(x) is estimated; absent: all") @JsonInclude
                @Nullable Integer importanceExamples,
        @Setting(
                        value = "draws per example of the evidence lower bound, at least 1",
                        defaultValue = "1")
                int samples,
        @Setting(
                        value =
                                "how the KL of the bound is computed; auto takes the closed form if there"
                                        + " is one",
                        defaultValue = "auto")
                KlMode kl,
        @Setting(
                        value =
                                "further metrics, each by its name or as a mapping with its name as type"
                                        + " and its settings",
                        defaultValue = "[]",
                        parts = Metric.class)
                List<PartChoice> metrics,
        @Setting(
                        value =
                                "most rows that a decoder sees at once, which limits the memory of"
                                        + " evaluation; on a processor never more than 500 times the numbers"
                                        + " per value that the likelihood asks for; on a GPU up to ten times"
                                        + " as many, if half of its free memory holds them; below 100 the"
                                        + " draws depend on it",
                        defaultValue = "5000")
                int maxDecoderRows,
        @Setting(
                        value =
                                "which examples are taken if not all are, for log p(x) and for metrics"
                                        + " with a limit",
                        defaultValue = "random")
                ImportanceChoice importanceChoice,
        @Setting(
                        "standard error of log p(x) for which K is chosen, example by example; absent: K"
                                + " is importanceSamples for all")
                @Nullable ImportanceTarget importanceTarget,
        @Setting("the examples on which the model is evaluated, test or validation; absent: test")
                @Nullable EvaluatedPart on,
        @Setting(
                        value =
                                "metrics that are measured for each subset of the modalities too,"
                                        + " with q given the subset alone: calibration is then also"
                                        + " calibration.image; for data of several modalities",
                        defaultValue = "[]",
                        parts = Metric.class)
                @JsonInclude(JsonInclude.Include.NON_EMPTY)
                List<PartChoice> subsets) {

    public EvaluationSettings {
        // The default is absent from the configs of runs, so that earlier ones keep their hashes.
        on = on == EvaluatedPart.TEST ? null : on;
        Counts.atLeastOne("importanceSamples", importanceSamples);
        if (importanceExamples != null) {
            Counts.atLeastOne("importanceExamples", importanceExamples);
        }
        Counts.atLeastOne("samples", samples);
        metrics = List.copyOf(metrics);
        subsets = List.copyOf(subsets);
        Counts.atLeastOne("maxDecoderRows", maxDecoderRows);
        if (importanceTarget != null && importanceTarget.limit() < importanceSamples) {
            throw new SettingException(
                    "importanceTarget.limit",
                    "must be at least importanceSamples, %s, is %s"
                            .formatted(importanceSamples, importanceTarget.limit()));
        }
    }

    /** Returns the same settings with one K for all examples. */
    public EvaluationSettings withImportanceSamples(int draws) {
        ObjectNode keys = (ObjectNode) StrictMapper.write(this);
        keys.put("importanceSamples", draws).remove("importanceTarget");
        return StrictMapper.of(EvaluationSettings.class, keys);
    }

    /** Returns the same settings with at least so many draws of the bound. */
    public EvaluationSettings withSamplesFrom(int least) {
        ObjectNode keys = (ObjectNode) StrictMapper.write(this);
        return StrictMapper.of(
                EvaluationSettings.class, keys.put("samples", Math.max(least, samples)));
    }

    /** Returns the same settings with other metrics. */
    public EvaluationSettings withMetrics(List<PartChoice> whole, List<PartChoice> ofSubsets) {
        return new EvaluationSettings(
                importanceSamples,
                importanceExamples,
                samples,
                kl,
                whole,
                maxDecoderRows,
                importanceChoice,
                importanceTarget,
                on,
                ofSubsets);
    }

    /** Returns the names of the metrics of the whole. */
    public List<String> metricNames() {
        return metrics.stream().map(PartChoice::type).toList();
    }

    /** Returns the names of all metrics that the settings ask for, of the whole or of subsets. */
    public List<String> asked() {
        return Stream.concat(metrics.stream(), subsets.stream())
                .map(PartChoice::type)
                .distinct()
                .toList();
    }

    /** Returns whether models are evaluated on validation examples, instead of test examples. */
    public boolean isOnValidation() {
        return on == EvaluatedPart.VALIDATION;
    }

    /** Returns the data as evaluation sees them: their test examples are those to evaluate on. */
    public PreparedData evaluated(PreparedData data) {
        return isOnValidation() ? data.judgedOnValidation() : data;
    }

    /** Returns the name of the examples that a model is evaluated on. */
    public String evaluatedPart() {
        return isOnValidation() ? "validation" : "test";
    }

    /** Returns the settings of a config that says nothing. */
    public static EvaluationSettings defaults() {
        return StrictMapper.defaults(EvaluationSettings.class);
    }
}
