// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import java.util.List;
import org.vaelab.testkit.contract.MetricContract;

/** Metrics of texts, documents, tables and generated data: of other data they give a reason. */
final class MetricsOfOtherDataContractTest extends MetricContract {

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
                    "pit");

    MetricsOfOtherDataContractTest() {
        super(NAMES.toArray(String[]::new));
    }

    @Override
    protected boolean isDefined() {
        return false;
    }
}
