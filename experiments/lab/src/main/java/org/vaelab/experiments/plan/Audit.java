// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.util.List;
import org.vaelab.framework.Internal;

/** All checks of a comparison before training. */
@Internal
public final class Audit {
    private static final List<Check> CHECKS =
            List.of(
                    Check.ofModels("kl-weight", TrainingChecks::klWeight),
                    Check.ofModels("learning-rate", TrainingChecks::learningRate),
                    Check.ofModels("unfinished-ramp", TrainingChecks::unfinishedRamps),
                    Check.ofModels("shifted-test-data", DataChecks::shiftedTestData),
                    Check.ofModels(
                            "short-ascent-in-evaluation", TrainingChecks::shortAscentInEvaluation),
                    Check.ofModels("density-of-grey-levels", DataChecks::densityOfLevels),
                    Check.ofModels("discrete-data", DataChecks::discreteData),
                    Check.ofModels("constant-column", DataChecks::constantColumns),
                    Check.ofModels("unscaled-data", DataChecks::unscaledData),
                    Check.ofModels("few-validation-examples", DataChecks::fewValidationExamples),
                    Check.ofModels("networks-from-elsewhere", TrainingChecks::givenNetworks),
                    Check.ofModels("start-statistics", DataChecks::startStatistics),
                    Check.ofModels("few-importance-samples", TrainingChecks::fewImportanceSamples),
                    Check.ofModels("heavy-tailed-kl", TrainingChecks::heavyTailedKl),
                    Check.ofModels("extents-of-layers", TrainingChecks::extentsOfLayers),
                    Check.ofModels("batch-norm", TrainingChecks::batchNorm),
                    new Check("no-log-likelihood", ComparabilityChecks::noLogLikelihood),
                    ComparabilityChecks.DATA,
                    ComparabilityChecks.DENSITY_AND_PROBABILITY,
                    ComparabilityChecks.EVALUATION,
                    ComparabilityChecks.METRICS,
                    ComparabilityChecks.PRECISION,
                    ComparabilityChecks.CONDITION,
                    Check.ofModels(
                            "threads-beyond-processors", TrainingChecks::threadsBeyondProcessors),
                    new Check("one-seed", ComparabilityChecks::oneSeed));

    private Audit() {}

    public static List<Check> checks() {
        return CHECKS;
    }

    /** Returns the warnings of groups of models that a report ranks together. */
    public static List<Warning> ofRanked(AuditedPlan plan) {
        return ComparabilityChecks.PRECISION.warnings().apply(plan);
    }

    public static List<Warning> of(AuditedPlan plan) {
        return CHECKS.stream().flatMap(check -> check.warnings().apply(plan).stream()).toList();
    }
}
