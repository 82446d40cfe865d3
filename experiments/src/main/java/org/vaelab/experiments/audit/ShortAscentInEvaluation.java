// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Variational parameters of each datum's own that evaluation seeks in as many steps as one visit of training
 * takes: a training datum goes on from its last visit, a test datum starts anew, and is measured with a
 * posterior that is fitted worse.
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
