// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;

/** All that is looked for before a comparison is trained. */
public final class Audit {

    private static final List<Check> CHECKS =
            List.of(
                    new KlWeightNotOne(),
                    new UnfinishedRamp(),
                    new ShiftedTestData(),
                    new ShortAscentInEvaluation(),
                    new DensityOfLevels(),
                    new DiscreteRealData(),
                    new UnscaledData(),
                    new FewImportanceSamples(),
                    new NoLogLikelihood(),
                    new DifferentData(),
                    new DensityAndProbability(),
                    new DifferentEvaluation(),
                    new DifferentPrecision(),
                    new DifferentCondition(),
                    new ThreadsBeyondProcessors(Runtime.getRuntime().availableProcessors()),
                    new OneSeed());

    private Audit() {}

    /** Returns the checks, in the order of their warnings. */
    public static List<Check> checks() {
        return CHECKS;
    }

    /** Returns what is doubtful about a comparison. */
    public static List<Warning> of(AuditedPlan plan) {
        return CHECKS.stream().flatMap(check -> check.of(plan).stream()).toList();
    }
}
