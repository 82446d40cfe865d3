// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;

/** All checks of a comparison before training. */
public final class Audit {

    private static final List<Check> CHECKS =
            List.of(
                    ModelCheck.of("kl-weight", TrainingChecks::klWeight),
                    ModelCheck.of("unfinished-ramp", TrainingChecks::unfinishedRamps),
                    ModelCheck.of("shifted-test-data", DataChecks::shiftedTestData),
                    new ShortAscentInEvaluation(),
                    ModelCheck.of("density-of-grey-levels", DataChecks::densityOfLevels),
                    ModelCheck.of("discrete-data", DataChecks::discreteData),
                    ModelCheck.of("unscaled-data", DataChecks::unscaledData),
                    ModelCheck.of("few-importance-samples", TrainingChecks::fewImportanceSamples),
                    Check.of("no-log-likelihood", ComparabilityChecks::noLogLikelihood),
                    ComparabilityChecks.DATA,
                    ComparabilityChecks.DENSITY_AND_PROBABILITY,
                    ComparabilityChecks.EVALUATION,
                    ComparabilityChecks.PRECISION,
                    ComparabilityChecks.CONDITION,
                    ModelCheck.of(
                            "threads-beyond-processors", TrainingChecks::threadsBeyondProcessors),
                    Check.of("one-seed", ComparabilityChecks::oneSeed));

    private Audit() {}

    public static List<Check> checks() {
        return CHECKS;
    }

    public static List<Warning> of(AuditedPlan plan) {
        return CHECKS.stream().flatMap(check -> check.of(plan).stream()).toList();
    }
}
