// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import java.util.List;
import java.util.Map;
import org.vaelab.testkit.contract.MetricContract;

/**
 * Metrics of texts, documents, tables and generated data: of other data they give a reason, and few
 * draws leave nothing to repair.
 */
final class MetricsOfOtherDataContractTest extends MetricContract {

    /** Other settings than the usual ones, by metric. */
    private static final Map<String, String> SETTINGS =
            Map.ofEntries(
                    Map.entry(
                            "imputationError",
                            "{type: 'imputationError', hidden: 0.5, draws: 9, examples: 110}"),
                    Map.entry(
                            "imputationError.mean",
                            "{type: 'imputationError.mean', hidden: 0.5, examples: 110}"),
                    Map.entry(
                            "imputationError.neighbours",
                            "{type: 'imputationError.neighbours', hidden: 0.5, neighbours: 2, examples: 110}"),
                    Map.entry(
                            "imputationWrong",
                            "{type: 'imputationWrong', hidden: 0.5, draws: 9, examples: 110}"),
                    Map.entry(
                            "imputationWrong.mean",
                            "{type: 'imputationWrong.mean', hidden: 0.5, examples: 110}"),
                    Map.entry(
                            "imputationWrong.neighbours",
                            "{type: 'imputationWrong.neighbours', hidden: 0.5, neighbours: 2, examples: 110}"),
                    Map.entry(
                            "predictive.neighbours",
                            "{type: 'predictive.neighbours', examples: 110, level: 0.5}"),
                    Map.entry(
                            "predictive.spectrum",
                            "{type: 'predictive.spectrum', examples: 110, level: 0.5}"),
                    Map.entry(
                            "predictive.length",
                            "{type: 'predictive.length', examples: 110, level: 0.5}"),
                    Map.entry("pit", "{type: 'pit', examples: 110, level: 0.5}"),
                    Map.entry(
                            "logLikelihood.matched",
                            "{type: 'logLikelihood.matched', draws: 30, examples: 9, steps: 2}"));

    static final List<String> NAMES =
            List.of(
                    "imputationError",
                    "imputationWrong",
                    "imputationError.mean",
                    "imputationWrong.mean",
                    "imputationError.neighbours",
                    "imputationWrong.neighbours",
                    "perplexity",
                    "perplexity.importanceWeighted",
                    "entropy",
                    "excessNats",
                    "excessNats.importanceWeighted",
                    "validTexts",
                    "validTexts.greedy",
                    "topicCoherence",
                    "predictive.neighbours",
                    "predictive.spectrum",
                    "predictive.length",
                    "pit",
                    "logLikelihood.matched");

    MetricsOfOtherDataContractTest() {
        super(NAMES.stream().map(name -> SETTINGS.getOrDefault(name, name)).toArray(String[]::new));
    }

    @Override
    protected boolean isDefined() {
        return false;
    }
}
