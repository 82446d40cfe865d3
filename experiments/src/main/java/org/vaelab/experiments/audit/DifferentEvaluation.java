// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.Locale;
import org.vaelab.framework.evaluation.EvaluationSettings;

/** Models that are measured with different numbers of draws, or on different numbers of examples. */
final class DifferentEvaluation implements GroupCheck {

    @Override
    public String name() {
        return "different-evaluation";
    }

    @Override
    public Object groupOf(AuditedModel model) {
        return effort(model.run().evaluation());
    }

    @Override
    public Doubt ofDifference(AuditedPlan plan, String groups) {
        return new Doubt(
                "the models are measured differently, and a report does not rank what"
                        + " rests on different grounds "
                        + groups,
                "give all models the same evaluation.samples, importanceSamples,"
                        + " importanceExamples and importanceChoice");
    }

    private static String effort(EvaluationSettings settings) {
        return "samples "
                + settings.samples()
                + ", importanceSamples "
                + settings.importanceSamples()
                + (settings.importanceTarget() == null
                        ? ""
                        : " at first, importanceTarget "
                                + settings.importanceTarget().standardError()
                                + " with no more than "
                                + settings.importanceTarget().limit())
                + ", importanceExamples "
                + (settings.importanceExamples() == null
                        ? "all"
                        : settings.importanceExamples()
                                + " "
                                + settings.importanceChoice().name().toLowerCase(Locale.ROOT));
    }
}
