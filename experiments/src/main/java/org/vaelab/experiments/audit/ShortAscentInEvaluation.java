// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Variational parameters per datum, if evaluation optimises them for as many steps as one visit in
 * training. A training datum resumes from its last visit, but a test datum starts anew, so its
 * posterior is fitted worse.
 */
final class ShortAscentInEvaluation implements ModelCheck {

    @Override
    public String name() {
        return "short-ascent-in-evaluation";
    }

    @Override
    public List<Doubt> of(AuditedModel model) {
        long visits =
                model.run().training().steps()
                        * model.run().training().batch()
                        / model.data().trainingSize();
        OptionalInt steps =
                model.run().blueprint().inference().stream()
                        .flatMapToInt(part -> part.stepsOfOneVisitInEvaluation().stream())
                        .findFirst();
        if (steps.isEmpty() || visits <= 1) {
            return List.of();
        }
        String found =
                String.format(
                        Locale.ROOT,
                        "a training datum is fitted in about %,d visits of %d steps, and a test"
                                + " datum in %d from the start: the bound is looser on test data"
                                + " for that alone",
                        visits,
                        steps.getAsInt(),
                        steps.getAsInt());
        return List.of(
                new Doubt(
                        found,
                        "set inference.evaluationSteps, such as to " + 10 * steps.getAsInt()));
    }
}
